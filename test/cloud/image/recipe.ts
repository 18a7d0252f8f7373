import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';

const room = (path: string) => join(import.meta.dirname, path);

/** The sources that determine the layers and the mirror: files, and directories of files. */
export const RECIPE_SOURCES: readonly string[] = [
  room('packages.ts'),
  room('build.ts'),
  room('recipe'),
  room('../mirror/recipe'),
];

/** A short hash of the content, names and executable bits of `sources`, and of the processor's architecture. */
export async function fingerprint(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(arch());
  for (const file of (await Promise.all(sources.map(filesOf))).flat()) {
    const executable = (await lstat(file)).mode & 0o100;
    hash.update(`\0${file.slice(room('..').length)}\0${executable}\0`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await lstat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesOf(join(path, name))))).flat();
}
