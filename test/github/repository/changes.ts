import { NO_COMMIT } from './bare.ts';
import { type Git, linesOf } from './git.ts';

/** Paths that differ between two commits; all paths if the first is `NO_COMMIT`. */
export async function changedPaths(git: Git, before: string, after: string): Promise<readonly string[]> {
  if (before === NO_COMMIT) return linesOf(await git(['ls-tree', '-r', '--name-only', after]));
  return linesOf(await git(['diff', '--name-only', '--no-renames', before, after]));
}

/** Paths that a pull request changes relative to the point where it left its base. */
export const changedSinceFork = (git: Git, base: string, head: string): Promise<readonly string[]> =>
  git(['diff', '--name-only', '--no-renames', `${base}...${head}`]).then(linesOf);

interface FileChange {
  readonly sha: string;
  readonly filename: string;
  readonly status: 'added' | 'removed' | 'modified';
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly patch: string;
}

const STATUS = { A: 'added', D: 'removed' } as const;

/** A line of git's output for each file that a pull request changes. */
export const rawChanges = (git: Git, base: string, head: string): Promise<readonly string[]> =>
  git(['diff', '--raw', '--no-abbrev', '--no-renames', `${base}...${head}`]).then(linesOf);

/** @param line a line of `rawChanges`. */
export async function fileChange(git: Git, base: string, head: string, line: string): Promise<FileChange> {
  const [facts = '', filename = ''] = line.split('\t');
  const [, , from = '', to = '', letter = ''] = facts.split(' ');
  const diff = await git(['diff', '--no-renames', `${base}...${head}`, '--', filename]);
  const patch = diff.includes('\n@@') ? diff.slice(diff.indexOf('\n@@') + 1) : '';
  const count = (sign: string) => patch.split('\n').filter((each) => each.startsWith(sign)).length;
  const [additions, deletions] = [count('+'), count('-')];
  const status = STATUS[letter as keyof typeof STATUS] ?? 'modified';
  const sha = to === NO_COMMIT ? from : to;
  return { sha, filename, status, additions, deletions, changes: additions + deletions, patch };
}
