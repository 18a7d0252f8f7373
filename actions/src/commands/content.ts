import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type LenderTerms, lender, openCheckout } from '../content/checkout.ts';
import { type Borrow, PackagesMissing } from '../content/packages/packages.ts';
import { ContentIncomplete, openRelease, type Release } from '../content/release.ts';
import type { RolledBack } from '../content/switch/rollback.ts';
import type { SyncReport } from '../content/sync.ts';
import { renderLeftOut } from '../content/tree/ignore-rules.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { lostCode, mayLose } from '../plan/lost-code.ts';
import { directory } from './checkout.ts';
import { type Input, wholeNumber } from './inputs.ts';
import { requirePrograms } from './programs.ts';

export const checkoutRelease = (
  declaration: Declaration,
  maxBytes = Number.POSITIVE_INFINITY,
  borrow?: Borrow,
): Promise<Release> => openCheckout(directory(), declaration, maxBytes, borrow);

const MIB = 2 ** 20;
const { read, ...maxFileMib } = wholeNumber(
  'Largest file of a release, in MiB. Larger files belong in the uploads.',
  100,
);
/** The input `max-file-mib`, read as bytes. */
export const maxFileBytes: Input<number> = { ...maxFileMib, read: (name) => read(name) * MIB };

/** The release of this commit, to be sent by rsync. Hosts lend what wordpress.org no longer offers. */
export async function releaseToSend(terms: LenderTerms, maxBytes: number): Promise<Release> {
  requirePrograms('rsync', 'ssh');
  return checkoutRelease(terms.declaration, maxBytes, lender(terms));
}

/** Throws if hosts use a plugin or theme that is missing in the release, unless `confirm` approves exactly that loss. */
export const mayLoseCode = (
  declaration: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
  { paths }: Release,
  confirm: string,
): void => mayLose(declaration.cluster, lostCode(declaration, facts, paths), confirm.split(/\s+/));

/** The id of a commit's release. Absent if it has none or the id is unknown; the notes say why. */
interface ReleaseSeen {
  readonly release?: string;
  readonly files?: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/**
 * Reads this commit's release for a plan. The id is unknown if wordpress.org does not offer what is declared, or if Git LFS or a
 * submodule stores some of it: a pull request's plan fetches neither, and its other changes do not depend on them. Throws
 * with every mistake in the content.
 */
export async function seeRelease(declaration: Declaration, maxBytes: number): Promise<ReleaseSeen> {
  if (!lstatSync(join(directory(), 'wp-content'), { throwIfNoEntry: false })) return { notes: [] };
  try {
    const release = await checkoutRelease(declaration, maxBytes);
    await release.close();
    return { release: release.id, files: release.paths, notes: [] };
  } catch (error) {
    if (error instanceof PackagesMissing) await checkCommitted(declaration, maxBytes);
    else if (!(error instanceof ContentIncomplete)) throw error;
    const { what, details = [] } = error.parts;
    return { notes: [`This plan leaves out the release of the content. ${what}: ${details.join(' ')}`] };
  }
}

/** Checks the committed content, without packages. */
async function checkCommitted({ wordpress }: Declaration, maxBytes: number): Promise<void> {
  const root = join(directory(), 'wp-content');
  const release = await openRelease(wordpress.version, [root], maxBytes).catch(unlessIncomplete);
  await release?.close();
}

function unlessIncomplete(error: unknown): undefined {
  if (!(error instanceof ContentIncomplete)) throw error;
}

/** What a sync did, for the log and the job's summary. `away`: a line for each host that did not take part. */
export function outcomeText(
  { release, sent, switchedIn, database, failures, leftOut, notes }: SyncReport,
  away: readonly string[],
): string {
  const files = [...sent.values()].reduce((most, each) => Math.max(most, each.files), 0);
  const done =
    switchedIn === undefined
      ? `Nothing to change: every host serves release ${release}.`
      : `Done: ${sent.size} hosts serve release ${release}; ${files} files sent to each, switched within ${Math.round(switchedIn)} ms.`;
  return withAway(
    [done, ...renderLeftOut(leftOut), ...notes, ...(database ? [database] : []), ...failures],
    away,
  );
}

export const rolledBackText = (
  { release, database, failures }: RolledBack,
  away: readonly string[],
): string =>
  withAway(
    [
      `Rolled back: every host serves release ${release}. Revert the change in the repository too, or the next sync makes it ` +
        'live again.',
      ...(database ? [database] : []),
      ...failures,
    ],
    away,
  );

const withAway = (done: readonly string[], away: readonly string[]): string =>
  [...done, ...away.map((line) => `- did not take part, gets it later: ${line}`)].join('\n');
