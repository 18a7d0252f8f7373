import pMap from 'p-map';
import { messageOf, told } from '../run/progress.ts';
import { ask } from './content-host.ts';
import { type Received, receive } from './receive.ts';
import type { Release } from './release.ts';
import type { Sent } from './send.ts';
import { openSshFiles } from './ssh-files.ts';
import { switchAll } from './switch-all.ts';
import { coreChange, Upgrade, type UpgradeTerms } from './upgrade.ts';

export interface SyncInput extends UpgradeTerms {
  readonly release: Release;
  readonly mayGoOn: () => void;
}

export interface SyncReport {
  readonly release: string;
  /** By host. */
  readonly sent: ReadonlyMap<string, Sent>;
  /** Milliseconds in which all hosts switched; undefined when all served the release already. */
  readonly switchedIn: number | undefined;
  /** What was done to the database, where WordPress is another than before. */
  readonly database?: string | undefined;
}

/**
 * Puts a release on all hosts and makes it live on all of them, or on none: a host that cannot take it stops the switch
 * everywhere. Throws with what failed and where.
 */
export async function syncContent(input: SyncInput): Promise<SyncReport> {
  const { release, progress } = input;
  progress({ kind: 'stage', title: `Release ${release.id}: ${release.files} files` });
  const received = await receiveAll(input);
  const sent = new Map([...received].map(([host, each]) => [host, each.sent]));
  if ([...received.values()].every(({ live }) => live))
    return { release: release.id, sent, switchedIn: undefined };
  await lintOnce(input);
  progress({ kind: 'stage', title: 'Switch' });
  const change = coreChange(
    release.core,
    [...received.values()].map(({ state }) => state),
  );
  const upgrade = change && new Upgrade(change, input);
  const { tookMs, database } = await switchAll({ ...input, release: release.id, database: upgrade });
  return { release: release.id, sent, switchedIn: tookMs, database };
}

async function receiveAll(input: SyncInput): Promise<Map<string, Received>> {
  const { hosts, release, secrets, progress } = input;
  const ssh = await openSshFiles(hosts, secrets);
  const received = new Map<string, Received>();
  const failures: string[] = [];
  try {
    await pMap(hosts, async (host) => {
      const work = () => receive(host, release, ssh.command);
      await told(progress, host.name, 'receiving', work, arrived).then(
        (result) => received.set(host.name, result),
        (error) => failures.push(`${host.name}: ${messageOf(error)}`),
      );
    });
  } finally {
    ssh.close();
  }
  if (failures.length > 0)
    throw new Error(`${failures.join('\n')}\nNothing was switched: every host serves what it served before.`);
  return received;
}

const arrived = ({ sent: { files, contentBytes, wireBytes } }: Received): string =>
  wireBytes === 0
    ? 'has it already'
    : `received ${files} files, ${contentBytes} bytes of content, ${wireBytes} bytes on the wire`;

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
