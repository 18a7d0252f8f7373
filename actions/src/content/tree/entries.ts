import { createHash } from 'node:crypto';
import {
  closeSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Found } from './scan.ts';
import type { Sliced } from './slices.ts';

/** A file or symbolic link of a release, as git sees it: no directories, no owners, no times. */
export interface Entry {
  /** Below `wp-content/`, e.g. `themes/flotilla/style.css`. */
  readonly path: string;
  readonly kind: 'file' | 'link';
  /** Four octal digits: `0644`, or `0755` for an executable file; `0777` for a link. */
  readonly mode: string;
  /** SHA-256 (hex) of the content, or of the link's target. */
  readonly sha256: string;
}

export function* readAll(root: string, found: readonly Found[]): Sliced<Entry[]> {
  const entries: Entry[] = [];
  for (const { path, kind, executable } of found) {
    const full = join(root, path);
    const mode = kind === 'link' ? '0777' : executable ? '0755' : '0644';
    const hash = createHash('sha256');
    if (kind === 'link') hash.update(readlinkSync(full));
    else yield* eachChunk(full, (chunk) => hash.update(chunk));
    entries.push({ path, kind, mode, sha256: hash.digest('hex') });
  }
  return entries;
}

/** Enough digits to distinguish a site's releases, and few enough for a person to read out. */
const ID_DIGITS = 16;

/**
 * A release's id is the digest of its WordPress version and its tree, so the same content always has the same id. The host
 * computes the same digest from the files it received (`hosts/remote/content/`).
 */
export function* digestOf(core: string, entries: readonly Entry[]): Sliced<string> {
  // Sorted by the bytes of the paths, like on the host. JavaScript would compare UTF-16 units.
  const lines = new Map<string, string>();
  for (const { kind, mode, sha256, path } of entries)
    yield void lines.set(Buffer.from(path).toString('latin1'), `${kind} ${mode} ${sha256} ${path}\n`);
  const total = createHash('sha256').update(`core ${core}\n`);
  for (const path of [...lines.keys()].sort()) yield void total.update(lines.get(path) ?? '');
  return total.digest('hex').slice(0, ID_DIGITS);
}

/**
 * Copies the tree. The contents alone determine modes and times. Why: a checkout sets the time of every file to now, and
 * rsync, which compares sizes and times, would send everything again. This also gives all hosts the same ETag and
 * Last-Modified headers.
 */
export function* stage(root: string, folder: string, entries: readonly Entry[]): Sliced<void> {
  for (const directory of new Set(entries.map(({ path }) => dirname(join(folder, path)))))
    yield void mkdirSync(directory, { recursive: true, mode: 0o755 });
  for (const entry of entries) yield* copy(join(root, entry.path), join(folder, entry.path), entry);
}

function* copy(from: string, to: string, { kind, mode, sha256 }: Entry): Sliced<void> {
  if (kind === 'link') symlinkSync(readlinkSync(from), to);
  else yield* copyFile(from, to, Number.parseInt(mode, 8));
  const seconds = timeFrom(sha256);
  lutimesSync(to, seconds, seconds);
}

/** Why not `copyFileSync`: on file systems without clones it takes ten times as long for small files. */
function* copyFile(from: string, to: string, mode: number): Sliced<void> {
  const target = openSync(to, 'wx', mode);
  try {
    yield* eachChunk(from, (chunk) => writeFileSync(target, chunk));
  } finally {
    closeSync(target);
  }
}

/** Timestamps derived from file contents fall in the ten years after this date, so they are never in the future. */
const EPOCH_SECONDS = Date.UTC(2010, 0, 1) / 1000;
const SPAN_SECONDS = 10 * 365 * 86_400;

const timeFrom = (sha256: string): number =>
  EPOCH_SECONDS + (Number.parseInt(sha256.slice(0, 8), 16) % SPAN_SECONDS);

/** Shared by all readers: a chunk is used before the next pause. */
const CHUNK = Buffer.alloc(2 ** 20);

function* eachChunk(path: string, use: (chunk: Buffer) => void): Sliced<void> {
  const file = openSync(path, 'r');
  try {
    for (let bytes = CHUNK.length; bytes === CHUNK.length; ) {
      bytes = readSync(file, CHUNK);
      use(CHUNK.subarray(0, bytes));
      yield;
    }
  } finally {
    closeSync(file);
  }
}
