import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { command } from '../../cloud/runtime/command.ts';
import { type Git, gitIn, linesOf } from './git.ts';

export const DEFAULT_BRANCH = 'main';

/** A bare repository that allows what GitHub allows, e.g. fetching any commit by its id. */
export async function createBare(path: string, from?: string): Promise<Git> {
  await mkdir(dirname(path), { recursive: true });
  if (from) await command('git', ['clone', '--quiet', '--bare', from, path]);
  else await command('git', ['init', '--quiet', '--bare', `--initial-branch=${DEFAULT_BRANCH}`, path]);
  const git = gitIn(path);
  await git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  await git(['config', 'http.receivepack', 'true']);
  return git;
}

/** Commits by the full names of their branches and tags, without GitHub's own refs, `refs/pull/…`. */
export async function readRefs(git: Git): Promise<ReadonlyMap<string, string>> {
  const listed = await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags']);
  return new Map(linesOf(listed).map((line) => [line.slice(41), line.slice(0, 40)]));
}

export const NO_COMMIT = '0'.repeat(40);

export interface RefUpdate {
  readonly ref: string;
  /** `NO_COMMIT` for a new branch or tag. */
  readonly before: string;
  /** `NO_COMMIT` for a deleted branch or tag. */
  readonly after: string;
}

export function differenceOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly RefUpdate[] {
  const refs = new Set([...before.keys(), ...after.keys()]);
  return [...refs]
    .map((ref) => ({ ref, before: before.get(ref) ?? NO_COMMIT, after: after.get(ref) ?? NO_COMMIT }))
    .filter((update) => update.before !== update.after);
}

export const branchOf = (ref: string): string | undefined => /^refs\/heads\/(.+)/.exec(ref)?.[1];
