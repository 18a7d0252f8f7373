import { existsSync, lstatSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { headOf } from './credentials.ts';

const WORKFLOWS = '.github/workflows/deploy.yml and drift.yml';

/** Part of the content is stored elsewhere and was not fetched, so the tree has no release id. */
export class ContentIncomplete extends Failure {}

/** By Git LFS's specification a pointer begins with this line and is smaller than 1,024 bytes. */
const POINTER = 'version https://git-lfs.github.com/spec/';
const LARGEST_POINTER = 1024;

/** A pointer instead of the file. Hosts would serve the pointer's text. */
export const missingFile = (full: string, { size }: Stats): string | undefined =>
  size >= POINTER.length && size < LARGEST_POINTER && headOf(full, POINTER.length) === POINTER
    ? `This is a Git LFS pointer, not the file itself. Add "lfs: true" to actions/checkout in ${WORKFLOWS}; ` +
      'on your own machine, run "git lfs pull".'
    : undefined;

export const MISSING_SUBMODULE =
  `This submodule is not checked out. Add "submodules: recursive" to actions/checkout in ${WORKFLOWS}; ` +
  'on your own machine, run "git submodule update --init --recursive".';

/** A theme or plugin whose directory is empty. */
export function emptyMistake(path: string): string | undefined {
  if (!/^(themes|plugins|mu-plugins)\/[^/]+$/.test(path)) return undefined;
  const whole = `wp-content/${path}`;
  return (
    'This directory is empty. If it has a repository of its own, add it as a submodule, or commit its files: ' +
    `remove ${whole}/.git, then run "git rm --cached ${whole}" and "git add ${whole}". Otherwise remove it.`
  );
}

const MOST_BYTES = 64 * 1024;

/** Full paths of the submodules that a directory's own `.gitmodules` names. */
export function submodulesOf(directory: string): string[] {
  const file = join(directory, '.gitmodules');
  const stats = lstatSync(file, { throwIfNoEntry: false });
  // A pull request may have put a link or a huge file there.
  if (!stats?.isFile() || stats.size > MOST_BYTES) return [];
  const paths = readFileSync(file, 'utf8').matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]+)/gm);
  return [...paths].map(([, path = '']) => join(directory, path.trim()));
}

/** The submodules below a directory of a repository. */
export function submodulesAround(directory: string): string[] {
  for (let above = directory; ; above = dirname(above)) {
    if (existsSync(join(above, '.gitmodules')) || existsSync(join(above, '.git')) || above === dirname(above))
      return submodulesOf(above).filter((path) => !relative(directory, path).startsWith('..'));
  }
}
