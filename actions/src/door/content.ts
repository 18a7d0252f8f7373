import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckout } from '../content/checkout.ts';
import { renderLeftOut } from '../content/ignore-rules.ts';
import type { Release } from '../content/release.ts';
import type { RolledBack } from '../content/rollback.ts';
import type { SyncReport } from '../content/sync.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { directory, wholeNumber } from './inputs.ts';
import { requirePrograms } from './programs.ts';

/** The release of this commit, see `openCheckout`. */
export const checkoutRelease = (
  declaration: Declaration,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Release> => openCheckout(directory(), declaration, maxBytes);

/** The most bytes of a file, by the input. */
export const maxFileBytes = (): number => wholeNumber('max-file-mib', 100) * 2 ** 20;

/** The release of this commit, to be sent with programs of this machine. */
export async function releaseToSend(declaration: Declaration): Promise<Release> {
  requirePrograms('rsync', 'ssh');
  return checkoutRelease(declaration, maxFileBytes());
}

/** The id of this commit's release; undefined where it has no content at all. Throws with every mistake in that. */
export async function releaseId(declaration: Declaration): Promise<string | undefined> {
  if (!lstatSync(join(directory(), 'wp-content'), { throwIfNoEntry: false })) return undefined;
  const release = await checkoutRelease(declaration, maxFileBytes());
  await release.close();
  return release.id;
}

/** What a sync did, for the log and the job's summary. `away`: a line for each host that was left out. */
export function outcomeText(
  { release, sent, switchedIn, database, failures, leftOut }: SyncReport,
  away: readonly string[],
): string {
  const files = [...sent.values()].reduce((most, each) => Math.max(most, each.files), 0);
  const done =
    switchedIn === undefined
      ? `Nothing to change: every host serves release ${release}.`
      : `Done: ${sent.size} hosts serve release ${release}; ${files} files sent to each, switched within ${Math.round(switchedIn)} ms.`;
  return withAway([done, ...renderLeftOut(leftOut), ...(database ? [database] : []), ...failures], away);
}

export const rolledBackText = (
  { release, database, failures }: RolledBack,
  away: readonly string[],
): string =>
  withAway(
    [
      `Rolled back: every host serves release ${release}. The next sync makes live again what is in the repository: ` +
        'revert the change there.',
      ...(database ? [database] : []),
      ...failures,
    ],
    away,
  );

const withAway = (done: readonly string[], away: readonly string[]): string =>
  [...done, ...away.map((line) => `- not there, gets it later: ${line}`)].join('\n');
