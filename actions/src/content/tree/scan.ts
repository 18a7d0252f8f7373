import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  credentialMistake,
  emptyMistake,
  MISSING_SUBMODULE,
  missingFile,
  submodulesAround,
  submodulesOf,
} from './contents.ts';
import { IGNORE_FILE, IgnoreRules, type LeftOut } from './ignore-rules.ts';
import { mistakeIn } from './mistakes.ts';
import type { Sliced } from './slices.ts';

/** A file or link that goes into the release. */
export interface Found {
  readonly path: string;
  readonly kind: 'file' | 'link';
  readonly executable: boolean;
  readonly bytes: number;
}

interface Scan {
  readonly found: readonly Found[];
  /** One line for each path that cannot be released: why, and what to do. */
  readonly mistakes: readonly string[];
  /** One line for each path with content that is stored elsewhere and was not fetched. */
  readonly missing: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

interface Walk {
  readonly root: string;
  readonly rules: IgnoreRules;
  readonly maxBytes: number;
  /** Whether a checksum proves that the tree is as its author published it. */
  readonly verified: boolean;
  /** Full paths. */
  readonly submodules: Set<string>;
  readonly found: Found[];
  readonly mistakes: string[];
  readonly missing: string[];
}

/**
 * Inspects all of `wp-content/` before anything is sent. Mistakes are data; it throws only if there is no tree. A `verified`
 * tree is not searched for credentials and missing files.
 */
export function* scan(root: string, maxBytes: number, verified = false): Sliced<Scan> {
  const mistake = rootMistake(root);
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

/** The walk starts by reading these two. A pull request may have replaced them with links out of the repository. */
function rootMistake(root: string): string | undefined {
  if (lstatSync(root).isSymbolicLink())
    return 'wp-content: This is a link, which may lead out of the repository. Commit the directory itself.';
  const rules = lstatSync(join(root, IGNORE_FILE), { throwIfNoEntry: false });
  if (!rules || (rules.isFile() && rules.size <= MOST_RULES_BYTES)) return undefined;
  return `wp-content/${IGNORE_FILE}: This is not a file of at most 64 KiB. Commit a file instead of a link, with fewer rules.`;
}

function* visit(walk: Walk, path: string): Sliced<void> {
  yield;
  const stats = lstatSync(join(walk.root, path));
  const rule = walk.rules.ruleFor(path, stats.isDirectory());
  if (rule) return walk.rules.count(rule, yield* filesIn(Buffer.from(join(walk.root, path)), stats));
  const mistake = mistakeAt(walk, path, stats);
  if (mistake) return void walk.mistakes.push(lineOf(path, mistake));
  const missing = missingAt(walk, path, stats);
  if (missing) walk.missing.push(lineOf(path, missing));
  else if (stats.isDirectory()) yield* enter(walk, path);
  else walk.found.push(entryFor(path, stats));
}

function mistakeAt({ root, maxBytes, verified }: Walk, path: string, stats: Stats): string | undefined {
  const full = join(root, path);
  const target = stats.isSymbolicLink() ? readlinkSync(full) : undefined;
  const mistake = mistakeIn(path, { stats, target, maxBytes });
  if (mistake !== undefined || verified || !stats.isFile()) return mistake;
  return credentialMistake(path, full);
}

function missingAt({ root, verified, submodules }: Walk, path: string, stats: Stats): string | undefined {
  if (verified) return undefined;
  const full = join(root, path);
  if (stats.isFile()) return missingFile(full, stats);
  return stats.isDirectory() && submodules.has(full) && readdirSync(full).length === 0
    ? MISSING_SUBMODULE
    : undefined;
}

const lineOf = (path: string, text: string): string =>
  `wp-content/${JSON.stringify(path).slice(1, -1)}: ${text}`;

/** The number of files at a path or below it. Why bytes: an ignored name need not be UTF-8. */
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

/** A directory, or a file in a submodule. Git never treats it as content. */
const REPOSITORY = '.git';

/** Refuses names that are not UTF-8. Linux allows any bytes. */
function namesIn({ root, mistakes }: Walk, path: string): string[] {
  const names = readdirSync(join(root, path), { encoding: 'buffer' });
  return names.flatMap((bytes) => {
    const name = bytes.toString('utf8');
    if (name === REPOSITORY) return [];
    if (Buffer.from(name).equals(bytes)) return [name];
    mistakes.push(`wp-content/${path}: The name "${name}" in this directory is not UTF-8. Rename it.`);
    return [];
  });
}

const entryFor = (path: string, stats: Stats): Found => ({
  path,
  kind: stats.isSymbolicLink() ? 'link' : 'file',
  executable: (stats.mode & 0o100) !== 0,
  bytes: stats.size,
});
