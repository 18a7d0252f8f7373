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
import type { Entry } from './entry.ts';
import { CHUNK, type Sliced } from './slices.ts';

/** Times told by contents lie in the ten years from here on: never in the future. */
const EPOCH_SECONDS = Date.UTC(2010, 0, 1) / 1000;
const SPAN_SECONDS = 10 * 365 * 86_400;

/**
 * Copies the tree with the modes and times that its contents alone decide. rsync tells a changed file by size and time;
 * a checkout sets every time to now, and would have everything sent again. So a file's time is made from its hash. It
 * also makes nginx's ETag and Last-Modified the same on all hosts.
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

/** Most files are small: to try for a clone first, where the file system has none, takes ten times as long. */
function* copyFile(from: string, to: string, mode: number): Sliced<void> {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'wx', mode)];
  try {
    for (let bytes = CHUNK.length; bytes === CHUNK.length; ) {
      bytes = readSync(source, CHUNK);
      writeFileSync(target, CHUNK.subarray(0, bytes));
      yield;
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

const timeFrom = (sha256: string): number =>
  EPOCH_SECONDS + (Number.parseInt(sha256.slice(0, 8), 16) % SPAN_SECONDS);
