import pMap from 'p-map';
import { messageOf } from '../lib/failure.ts';
import { step } from '../run/progress.ts';
import type { AskForSite } from '../run/site.ts';
import { ask, type FoundHost } from './content-host.ts';
import { neededReleases, tidied } from './dumps.ts';
import type { Release } from './release.ts';
import { type Received, receive } from './send/receive.ts';
import type { Sent } from './send/send.ts';
import { spreadNeeded } from './send/spread-needed.ts';
import { openSshFiles } from './send/ssh-files.ts';
import { switchAll } from './switch/switch-all.ts';
import { coreChange, Upgrade, type UpgradeTerms } from './switch/upgrade.ts';

interface SyncInput extends UpgradeTerms {
  readonly release: Release;
  readonly mayGoOn: () => void;
  readonly askForSite?: AskForSite;
}

export interface SyncReport {
  readonly release: string;
  /** By host. */
  readonly sent: ReadonlyMap<string, Sent>;
  /** Milliseconds in which all hosts switched; undefined when all served the release already. */
  readonly switchedIn: number | undefined;
  /** What was done to the database, where WordPress is another than before. */
  readonly database?: string;
  /** What went wrong and changes nothing of the switch. A line each. */
  readonly failures: readonly string[];
  /** What the rules of `.rsyncignore` left out. */
  readonly leftOut: Release['leftOut'];
  readonly notes: Release['notes'];
}

/**
 * Puts a release on all hosts and makes it live on all of them, or on none: a host that cannot take it stops the switch
 * everywhere. Throws with what failed and where.
 */
export async function syncContent(input: SyncInput): Promise<SyncReport> {
  const { release, progress } = input;
  progress({ kind: 'stage', title: `Release ${release.id}: ${release.files} files` });
  const { primary, declaration } = input;
  const [received, needed, left] = await Promise.all([
    receiveAll(input),
    neededReleases(primary),
    tidied(primary, declaration, progress),
  ]);
  const sent = new Map([...received].map(([host, each]) => [host, each.sent]));
  const found = foundOf(input, received);
  const spare = { ...input, needed, found };
  const { id, leftOut, notes } = release;
  const report = { release: id, leftOut, notes, sent };
  if ([...received.values()].every(({ live }) => live))
    return { ...report, switchedIn: undefined, failures: [...left, ...(await spreadNeeded(spare))] };
  await lintOnce(input);
  progress({ kind: 'stage', title: 'Switch' });
  const change = coreChange(
    release.core,
    found.map(({ state }) => state),
  );
  const upgrade = change && new Upgrade(change, input);
  const switching = { ...input, found, needed, release: release.id, database: upgrade };
  const { tookMs, database, failures } = await switchAll(switching);
  const more = await spreadNeeded(spare);
  return { ...report, switchedIn: tookMs, database, failures: [...left, ...failures, ...more] };
}

const foundOf = ({ hosts }: SyncInput, received: ReadonlyMap<string, Received>): FoundHost[] =>
  hosts.flatMap((host) => {
    const state = received.get(host.name)?.state;
    return state ? [{ host, state }] : [];
  });

async function receiveAll(input: SyncInput): Promise<Map<string, Received>> {
  const { hosts, release, secrets, progress } = input;
  const ssh = await openSshFiles(hosts, secrets);
  const received = new Map<string, Received>();
  const failures: string[] = [];
  try {
    await pMap(hosts, async (host) => {
      const work = () => receive(host, release, ssh.command, input.declaration);
      await step(progress, host.name, 'receiving', work, arrived).then(
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
  await step(
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
