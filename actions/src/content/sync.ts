import pMap from 'p-map';
import { messageOf, type Progress, told } from '../run/progress.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { ask, type ContentHost } from './content-host.ts';
import { receive } from './receive.ts';
import type { Release } from './release.ts';
import type { Sent } from './send.ts';
import { openSshFiles } from './ssh-files.ts';
import { switchAll } from './switch-all.ts';

export interface SyncInput {
  readonly hosts: readonly ContentHost[];
  readonly domain: string;
  readonly release: Release;
  readonly secrets: Secrets;
  readonly progress: Progress;
}

export interface SyncReport {
  readonly release: string;
  /** By host. */
  readonly sent: ReadonlyMap<string, Sent>;
  /** Milliseconds in which all hosts switched; undefined when all served the release already. */
  readonly switchedIn: number | undefined;
}

/**
 * Puts a release on all hosts and makes it live on all of them, or on none: a host that cannot take it stops the switch
 * everywhere. Throws with what failed and where.
 */
export async function syncContent(input: SyncInput): Promise<SyncReport> {
  const { hosts, release, progress } = input;
  progress({ kind: 'stage', title: `Release ${release.id}: ${release.files} files` });
  const sent = await receiveAll(input);
  if (await isLive(hosts, release.id)) return { release: release.id, sent, switchedIn: undefined };
  await lintOnce(input);
  progress({ kind: 'stage', title: 'Switch' });
  return { release: release.id, sent, switchedIn: await switchAll({ ...input, release: release.id }) };
}

async function receiveAll(input: SyncInput): Promise<Map<string, Sent>> {
  const { hosts, release, secrets, progress } = input;
  const ssh = await openSshFiles(hosts, secrets);
  const sent = new Map<string, Sent>();
  const failures: string[] = [];
  try {
    await pMap(hosts, async (host) => {
      const work = () => receive(host, release, ssh.command);
      await told(progress, host.name, 'receiving', work, received).then(
        (result) => sent.set(host.name, result),
        (error) => failures.push(`${host.name}: ${messageOf(error)}`),
      );
    });
  } finally {
    ssh.close();
  }
  if (failures.length > 0)
    throw new Error(`${failures.join('\n')}\nNothing was switched: every host serves what it served before.`);
  return sent;
}

const received = ({ files, contentBytes, wireBytes }: Sent): string =>
  wireBytes === 0
    ? 'has it already'
    : `received ${files} files, ${contentBytes} bytes of content, ${wireBytes} bytes on the wire`;

/** Only what was kept counts: a run may have ended between the switch and the look at the pages. */
async function isLive(hosts: readonly ContentHost[], id: string): Promise<boolean> {
  const states = await pMap(hosts, (host) => ask(host, 'history'));
  return states.every(({ live, history }) => live === id && history[0] === id);
}

/** By one host for all: they hold the same files and the same PHP. */
async function lintOnce({ hosts: [host], release, progress }: SyncInput): Promise<void> {
  if (!host) return;
  await told(
    progress,
    host.name,
    'reading PHP files',
    async () => {
      const { files, errors } = await ask(host, 'lint', release.id);
      if (errors.length > 0)
        throw new Error(`PHP cannot read this, so nothing was switched:\n${errors.join('\n')}`);
      return files;
    },
    (files) => `${files} PHP files are sound`,
  );
}
