import { createHash } from 'node:crypto';
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from './entry.ts';
import type { Found } from './scan.ts';
import { CHUNK, type Sliced } from './slices.ts';

/** Reads what stands in the tree, as git would know it. */
export function* readAll(root: string, found: readonly Found[]): Sliced<Entry[]> {
  const entries: Entry[] = [];
  for (const { path, kind, executable } of found) {
    const full = join(root, path);
    entries.push(
      kind === 'link'
        ? { path, kind, mode: '0777', sha256: createHash('sha256').update(readlinkSync(full)).digest('hex') }
        : { path, kind, mode: executable ? '0755' : '0644', sha256: yield* hashOf(full) },
    );
  }
  return entries;
}

function* hashOf(path: string): Sliced<string> {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    for (let bytes = CHUNK.length; bytes === CHUNK.length; ) {
      bytes = readSync(file, CHUNK);
      hash.update(CHUNK.subarray(0, bytes));
      yield;
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
