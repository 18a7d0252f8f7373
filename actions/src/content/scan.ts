import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from './entry.ts';
import { IGNORE_FILE, IgnoreRules, type LeftOut } from './ignore-rules.ts';
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
  /** By rule of the ignore file. */
  readonly leftOut: readonly LeftOut[];
}

interface Walk {
  readonly root: string;
  readonly rules: IgnoreRules;
  readonly maxBytes: number;
  readonly found: Found[];
  readonly mistakes: string[];
}

/** Looks at all of `wp-content/` before anything is sent. Mistakes are data; throws only where there is no tree. */
export function* scan(root: string, maxBytes: number): Sliced<Scan> {
  const mistake = linkIn(root);
  if (mistake !== undefined) return { found: [], mistakes: [mistake], leftOut: [] };
  const rules = new IgnoreRules(root);
  const walk: Walk = { root, rules, maxBytes, found: [], mistakes: [] };
  for (const name of namesIn(walk, '')) if (name !== IGNORE_FILE) yield* visit(walk, name);
  return { found: walk.found, mistakes: walk.mistakes.sort(), leftOut: rules.leftOut };
}

const MOST_RULES_BYTES = 64 * 1024;

/** What is read before the walk begins must be the repository's own: a pull request may have put a link there. */
function linkIn(root: string): string | undefined {
  if (lstatSync(root).isSymbolicLink())
    return 'wp-content: is a link, which may lead out of the repository. Commit the folder itself.';
  const rules = lstatSync(join(root, IGNORE_FILE), { throwIfNoEntry: false });
  if (!rules || (rules.isFile() && rules.size <= MOST_RULES_BYTES)) return undefined;
  return `wp-content/${IGNORE_FILE}: is a link, no file, or larger than 64 KiB. Commit the file itself, with fewer rules.`;
}

const STRANGER =
  `is not synced: a release holds ${FOLDERS.join(', ')}. ` +
  `Move it into one of these, or name it in wp-content/${IGNORE_FILE}.`;

function* visit(walk: Walk, path: string): Sliced<void> {
  yield;
  const stats = lstatSync(join(walk.root, path));
  const rule = walk.rules.ruleFor(path, stats.isDirectory());
  if (rule) return walk.rules.count(rule, yield* filesIn(Buffer.from(join(walk.root, path)), stats));
  if (isStranger(path)) return void walk.mistakes.push(`wp-content/${path}: ${STRANGER}`);
  const target = stats.isSymbolicLink() ? readlinkSync(join(walk.root, path)) : undefined;
  const mistake = mistakeIn(path, { stats, target, maxBytes: walk.maxBytes });
  if (mistake) walk.mistakes.push(`wp-content/${JSON.stringify(path).slice(1, -1)}: ${mistake}`);
  else if (stats.isDirectory()) yield* enter(walk, path);
  else walk.found.push(entryFor(path, stats));
}

const isStranger = (path: string): boolean =>
  !path.includes('/') && !FOLDERS.some((folder) => folder === path);

/** How many files are at a path or below it. Why bytes: an ignored name need not be UTF-8. */
function* filesIn(path: Buffer, stats: Pick<Stats, 'isDirectory'>): Sliced<number> {
  if (!stats.isDirectory()) return 1;
  let files = 0;
  for (const entry of readdirSync(path, { encoding: 'buffer', withFileTypes: true })) {
    yield;
    files += yield* filesIn(Buffer.concat([path, Buffer.from('/'), entry.name]), entry);
  }
  return files;
}

function* enter(walk: Walk, path: string): Sliced<void> {
  for (const name of namesIn(walk, path)) yield* visit(walk, `${path}/${name}`);
}

/** Git's own: a directory, or a submodule's file. Never content, by git's own rules. */
const REPOSITORY = '.git';

/** Names are bytes to Linux; ours are text on every machine they pass. */
function namesIn({ root, mistakes }: Walk, path: string): string[] {
  const names = readdirSync(join(root, path), { encoding: 'buffer' });
  return names.flatMap((bytes) => {
    const name = bytes.toString('utf8');
    if (name === REPOSITORY) return [];
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
