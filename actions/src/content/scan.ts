import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { FOLDERS } from './entry.ts';
import { mistakeIn } from './mistakes.ts';
import type { Sliced } from './slices.ts';

/** What stands in the tree and is to be in the release. */
export interface Found {
  readonly path: string;
  readonly kind: 'file' | 'link';
  readonly executable: boolean;
  readonly bytes: number;
}

export interface Scan {
  readonly found: readonly Found[];
  /** One line each: what cannot be released, why, and what to do. */
  readonly mistakes: readonly string[];
}

interface Walk {
  readonly root: string;
  readonly ignored: Ignore;
  readonly maxBytes: number;
  readonly found: Found[];
  readonly mistakes: string[];
}

/** At the top of the tree, in gitignore's syntax: what is in the repository and not for the hosts. */
export const IGNORE_FILE = '.rsyncignore';

/** Looks at all of `wp-content/` before anything is sent. Mistakes are data; throws only where there is no tree. */
export function* scan(root: string, maxBytes: number): Sliced<Scan> {
  const ignoreFile = join(root, IGNORE_FILE);
  const rules = existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : '';
  const walk: Walk = { root, ignored: ignore().add(rules), maxBytes, found: [], mistakes: [] };
  for (const name of namesIn(walk, '')) {
    if (name === IGNORE_FILE || walk.ignored.ignores(name) || walk.ignored.ignores(`${name}/`)) continue;
    if (FOLDERS.some((folder) => folder === name)) yield* visit(walk, name);
    else walk.mistakes.push(`wp-content/${name}: ${STRANGER}`);
  }
  return { found: walk.found, mistakes: walk.mistakes.sort() };
}

const STRANGER =
  `is not synced: a release holds ${FOLDERS.join(', ')}. ` +
  `Move it into one of these, or name it in wp-content/${IGNORE_FILE}.`;

function* visit(walk: Walk, path: string): Sliced<void> {
  yield;
  const stats = lstatSync(join(walk.root, path));
  if (walk.ignored.ignores(stats.isDirectory() ? `${path}/` : path)) return;
  const target = stats.isSymbolicLink() ? readlinkSync(join(walk.root, path)) : undefined;
  const mistake = mistakeIn(path, { stats, target, maxBytes: walk.maxBytes });
  if (mistake) walk.mistakes.push(`wp-content/${JSON.stringify(path).slice(1, -1)}: ${mistake}`);
  else if (stats.isDirectory()) yield* enter(walk, path);
  else walk.found.push(entryFor(path, stats));
}

function* enter(walk: Walk, path: string): Sliced<void> {
  for (const name of namesIn(walk, path)) yield* visit(walk, `${path}/${name}`);
}

/** Names are bytes to Linux; ours are text on every machine they pass. */
function namesIn({ root, mistakes }: Walk, path: string): string[] {
  const names = readdirSync(join(root, path), { encoding: 'buffer' });
  return names.flatMap((bytes) => {
    const name = bytes.toString('utf8');
    if (Buffer.from(name).equals(bytes)) return [name];
    mistakes.push(`wp-content/${path}: holds a name that is not UTF-8, "${name}". Rename it.`);
    return [];
  });
}

const entryFor = (path: string, stats: Stats): Found => ({
  path,
  kind: stats.isSymbolicLink() ? 'link' : 'file',
  executable: (stats.mode & 0o100) !== 0,
  bytes: stats.size,
});
