import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, copyFile, lutimes, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import type { Entry } from './entry.ts';
import type { Found } from './scan.ts';

/** Times told by contents lie in the ten years from here on: never in the future. */
const EPOCH_SECONDS = Date.UTC(2010, 0, 1) / 1000;
const SPAN_SECONDS = 10 * 365 * 86_400;

/**
 * Copies the tree with the modes and times that its contents alone decide. rsync tells a changed file by size and time;
 * a checkout sets every time to now, and would have everything sent again. So a file's time is made from its hash. It
 * also makes nginx's ETag and Last-Modified the same on all hosts.
 */
export async function stage(
  root: string,
  folder: string,
  found: readonly Found[],
): Promise<readonly Entry[]> {
  for (const directory of new Set(found.map(({ path }) => dirname(join(folder, path)))))
    await mkdir(directory, { recursive: true, mode: 0o755 });
  return pMap(found, (each) => copy(join(root, each.path), join(folder, each.path), each), {
    concurrency: 16,
  });
}

async function copy(from: string, to: string, found: Found): Promise<Entry> {
  const entry = found.kind === 'link' ? await copyLink(from, to, found) : await copyContent(from, to, found);
  const seconds = timeFrom(entry.sha256);
  await lutimes(to, seconds, seconds);
  return entry;
}

async function copyLink(from: string, to: string, { path }: Found): Promise<Entry> {
  const target = await readlink(from);
  await symlink(target, to);
  return { path, kind: 'link', mode: '0777', sha256: createHash('sha256').update(target).digest('hex') };
}

async function copyContent(from: string, to: string, { path, executable }: Found): Promise<Entry> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const mode = executable ? 0o755 : 0o644;
  await chmod(to, mode);
  const hash = createHash('sha256');
  // Of the copy: what is hashed is what is sent, whatever becomes of the original meanwhile.
  await pipeline(createReadStream(to), hash);
  return { path, kind: 'file', mode: `0${mode.toString(8)}`, sha256: hash.digest('hex') };
}

export const timeFrom = (sha256: string): number =>
  EPOCH_SECONDS + (Number.parseInt(sha256.slice(0, 8), 16) % SPAN_SECONDS);
