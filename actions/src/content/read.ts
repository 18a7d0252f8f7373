import { createHash } from 'node:crypto';
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from './entry.ts';
import type { Found } from './scan.ts';

const CHUNK = Buffer.alloc(2 ** 20);

/** Reads what stands in the tree, as git would know it. */
export const readAll = (root: string, found: readonly Found[]): Entry[] =>
  found.map(({ path, kind, executable }) => {
    const full = join(root, path);
    return kind === 'link'
      ? { path, kind, mode: '0777', sha256: createHash('sha256').update(readlinkSync(full)).digest('hex') }
      : { path, kind, mode: executable ? '0755' : '0644', sha256: hashOf(full) };
  });

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    for (let bytes = CHUNK.length; bytes === CHUNK.length; ) {
      bytes = readSync(file, CHUNK);
      hash.update(CHUNK.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
