import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256 } from '../../lib/hash.ts';

/** wordpress.org packs a zip again when only this changes, as it does with each release of WordPress. */
const README = /^readme\.(txt|md)$/i;

/**
 * The SHA-256 of what a package holds, without its readme and dotfiles. In its folder a shell prints the same by
 * `find * -type f ! -path '*\/.*' ! -ipath readme.txt ! -ipath readme.md -exec sha256sum {} + | LC_ALL=C sort | sha256sum`.
 */
export async function contentsSum(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || README.test(path) || path.split('/').some((part) => part.startsWith('.')))
      continue;
    lines.push(`${sha256(await readFile(join(folder, path)))}  ${path}\n`);
  }
  const bytes = lines.map((line) => Buffer.from(line)).sort(Buffer.compare);
  return sha256(Buffer.concat(bytes));
}

/** The versions that a plugin or theme's headers name, which WordPress reads from the first 8 KiB. */
export async function versionsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /(\.php|^style\.css)$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return texts.flatMap((text) => /^[ \t/*#@]*Version:[ \t]*(\S+)/im.exec(text.slice(0, 8192))?.[1] ?? []);
}
