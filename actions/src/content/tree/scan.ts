import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { credentialMistake } from './credentials.ts';
import { strangerMistake } from './drop-ins.ts';
import { IGNORE_FILE, IgnoreRules, type LeftOut } from './ignore-rules.ts';
import {
  emptyMistake,
  MISSING_SUBMODULE,
  missingFile,
  submodulesAround,
  submodulesOf,
} from './incomplete.ts';
import { mistakeIn } from './mistakes.ts';
import type { Sliced } from './slices.ts';

/** What stands in the tree and is to be in the release. */
export interface Found {
  readonly path: string;
  readonly kind: 'file' | 'link';
  readonly executable: boolean;
  readonly bytes: number;
}

interface Scan {
  readonly found: readonly Found[];
  /** One line each: what cannot be released, why, and what to do. */
  readonly mistakes: readonly string[];
  /** Likewise, what is stored elsewhere and was not fetched. */
  readonly missing: readonly string[];
  /** By rule of the ignore file. */
  readonly leftOut: readonly LeftOut[];
}

interface Walk {
  readonly root: string;
  readonly rules: IgnoreRules;
  readonly maxBytes: number;
  /** Whether a checksum says that this is what its author published. */
  readonly verified: boolean;
  /** Full paths. */
  readonly submodules: Set<string>;
  readonly found: Found[];
  readonly mistakes: string[];
  readonly missing: string[];
}

/**
 * Looks at all of `wp-content/` before anything is sent. Mistakes are data; throws only where there is no tree. In a
 * `verified` tree nothing is doubted that its author published.
 */
export function* scan(root: string, maxBytes: number, verified = false): Sliced<Scan> {
  const mistake = linkIn(root);
  if (mistake !== undefined) return { found: [], mistakes: [mistake], missing: [], leftOut: [] };
  const rules = new IgnoreRules(root);
  const submodules = new Set(verified ? [] : submodulesAround(resolve(root)));
  const seen = { found: [], mistakes: [], missing: [] };
  const walk: Walk = { root: resolve(root), rules, maxBytes, verified, submodules, ...seen };
  for (const name of namesIn(walk, '')) if (name !== IGNORE_FILE) yield* visit(walk, name);
  const { found, mistakes, missing } = walk;
  return { found, mistakes: mistakes.sort(), missing: missing.sort(), leftOut: rules.leftOut };
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

function* visit(walk: Walk, path: string): Sliced<void> {
  yield;
  const stats = lstatSync(join(walk.root, path));
  const rule = walk.rules.ruleFor(path, stats.isDirectory());
  if (rule) return walk.rules.count(rule, yield* filesIn(Buffer.from(join(walk.root, path)), stats));
  const mistake = wrongWith(walk, path, stats);
  if (mistake) return void walk.mistakes.push(lineOf(path, mistake));
  const missing = missingIn(walk, path, stats);
  if (missing) walk.missing.push(lineOf(path, missing));
  else if (stats.isDirectory()) yield* enter(walk, path);
  else walk.found.push(entryFor(path, stats));
}

function wrongWith({ root, maxBytes, verified }: Walk, path: string, stats: Stats): string | undefined {
  const full = join(root, path);
  const target = stats.isSymbolicLink() ? readlinkSync(full) : undefined;
  const stranger = path.includes('/') ? undefined : strangerMistake(path, stats);
  const mistake = stranger ?? mistakeIn(path, { stats, target, maxBytes });
  if (mistake !== undefined || verified || !stats.isFile()) return mistake;
  return credentialMistake(path, full);
}

function missingIn({ root, verified, submodules }: Walk, path: string, stats: Stats): string | undefined {
  if (verified) return undefined;
  const full = join(root, path);
  if (stats.isFile()) return missingFile(full, stats);
  return stats.isDirectory() && submodules.has(full) && readdirSync(full).length === 0
    ? MISSING_SUBMODULE
    : undefined;
}

const lineOf = (path: string, text: string): string =>
  `wp-content/${JSON.stringify(path).slice(1, -1)}: ${text}`;

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
  const full = join(walk.root, path);
  const names = namesIn(walk, path);
  for (const submodule of submodulesOf(full)) walk.submodules.add(submodule);
  const mistake = names.length === 0 ? emptyMistake(path) : undefined;
  if (mistake) walk.mistakes.push(lineOf(path, mistake));
  for (const name of names) yield* visit(walk, `${path}/${name}`);
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
