import pMap from 'p-map';
import { Failure, messageOf } from '../lib/failure.ts';
import { step } from '../run/progress.ts';
import type { AskForSite } from '../run/site.ts';
import { ask, type FoundHost } from './content-host.ts';
import { neededReleases, removeLeftovers } from './dumps.ts';
import type { Release } from './release.ts';
import { spreadNeeded } from './send/bring.ts';
import { type Received, receive } from './send/receive.ts';
import type { Sent } from './send/send.ts';
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
  /** Milliseconds until all hosts had switched; undefined if all served the release already. */
  readonly switchedIn: number | undefined;
  /** What was done to the database, if the WordPress version changed. */
  readonly database?: string;
  /** One line for each failure after the switch. They do not undo it. */
  readonly failures: readonly string[];
  readonly leftOut: Release['leftOut'];
  readonly notes: Release['notes'];
}

/**
 * Sends a release to all hosts and makes it live on all of them, or on none: if one host cannot receive it, no host switches.
 */
export async function syncContent(input: SyncInput): Promise<SyncReport> {
  const { release, progress } = input;
  progress({ kind: 'stage', title: `Release ${release.id}: ${release.files} files` });
  const { primary, stores, declaration } = input;
  const [received, needed, leftovers] = await Promise.all([
    receiveAll(input),
    neededReleases(stores),
    removeLeftovers(primary, declaration, progress),
  ]);
  const sent = new Map([...received].map(([host, each]) => [host, each.sent]));
  const found = foundOf(input, received);
  const spreading = { ...input, needed, found };
  const { id, leftOut, notes } = release;
  const report = { release: id, leftOut, notes, sent };
  if ([...received.values()].every(({ live }) => live))
    return { ...report, switchedIn: undefined, failures: [...leftovers, ...(await spreadNeeded(spreading))] };
  await lintOnce(input);
  progress({ kind: 'stage', title: 'Switch' });
  const change = coreChange(
    release.core,
    found.map(({ state }) => state),
  );
  const upgrade = change && new Upgrade(change, input);
  const switching = { ...input, found, needed, release: release.id, database: upgrade };
  const { tookMs, database, failures } = await switchAll(switching);
  const more = await spreadNeeded(spreading);
  return { ...report, switchedIn: tookMs, database, failures: [...leftovers, ...failures, ...more] };
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
      await step(progress, host.name, 'receiving', work, sentText).then(
        (result) => received.set(host.name, result),
        (error) => failures.push(`${host.name}: ${messageOf(error)}`),
      );
    });
  } finally {
    ssh.close();
  }
  if (failures.length > 0)
    throw new Error(`${failures.join('\n')}\nNo host was switched: all hosts serve what they served before.`);
  return received;
}

const sentText = ({ sent: { files, contentBytes, wireBytes } }: Received): string =>
  wireBytes === 0
    ? 'has the release already'
    : `received ${files} files, ${contentBytes} bytes of content, ${wireBytes} bytes on the wire`;

/** One host checks for all, because they have the same files and the same PHP. */
async function lintOnce({ hosts: [host], release, progress }: SyncInput): Promise<void> {
  if (!host) return;
  await step(
    progress,
    host.name,
    'checking PHP files',
    async () => {
      const { files, errors } = await ask(host, 'lint', { release: release.id });
      if (errors.length > 0)
        throw new Failure({
          what: 'PHP cannot parse these files',
          remedy: 'No host was switched. Fix them, then sync again.',
          details: errors,
        });
      return files;
    },
    (files) => `${files} PHP files have no syntax errors`,
  );
}
