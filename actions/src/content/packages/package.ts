import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { unzipSync } from 'fflate';
import { Failure } from '../../lib/failure.ts';
import { retry } from '../../lib/time.ts';
import type { Sliced } from '../tree/slices.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 120_000;

/** Downloads a file over HTTPS, with retries. Undefined if the server answers 404. */
export function download(url: string): Promise<Uint8Array | undefined> {
  const terms = { attempts: ATTEMPTS, firstMs: 2000, isPassing: () => true };
  return retry(() => downloadOnce(url), terms).catch((error: Error) => {
    throw new Failure({
      what: `Cannot download ${url} (${ATTEMPTS} attempts)`,
      // fetch's own message says only that it failed.
      cause: error.cause ?? error,
      remedy: 'Run the workflow again later.',
    });
  });
}

async function downloadOnce(url: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Unpacks a zip without its dotfiles: nginx does not serve them, and many authors leave one in. */
export function* unpack(zip: Uint8Array, folder: string, slug: string, url: string): Sliced<void> {
  const files = Object.entries(unzipSync(zip)).filter(([name]) => !name.endsWith('/'));
  const stray = files.find(([name]) => !name.startsWith(`${slug}/`) || name.split('/').includes('..'));
  if (stray || files.length === 0)
    throw new Failure({
      what: `Cannot unpack ${url}`,
      cause: stray ? `it contains "${stray[0]}", outside ${slug}/` : 'it contains no files',
      remedy: 'Declare another version.',
    });
  for (const [name, content] of files) {
    if (name.split('/').some((part) => part.startsWith('.'))) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    yield;
  }
}

/** wordpress.org repacks a zip if only this changes, as it does with each release of WordPress. */
const README = /^readme\.(txt|md)$/i;

/**
 * The SHA-256 of a package's contents without its readme and dotfiles. In the package's folder, this shell command prints
 * the same: `find * -type f ! -path '*\/.*' ! -ipath readme.txt ! -ipath readme.md -exec sha256sum {} + | LC_ALL=C sort |
 * sha256sum`.
 */
export async function contentsSum(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || README.test(path) || path.split('/').some((part) => part.startsWith('.')))
      continue;
    const digest = createHash('sha256').update(await readFile(join(folder, path)));
    lines.push(`${digest.digest('hex')}  ${path}\n`);
  }
  const bytes = lines.map((line) => Buffer.from(line)).sort(Buffer.compare);
  return createHash('sha256').update(Buffer.concat(bytes)).digest('hex');
}

/** The versions in the headers of a plugin or theme. Like WordPress, it reads the first 8 KiB of each file. */
export async function versionsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /(\.php|^style\.css)$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return texts.flatMap((text) => /^[ \t/*#@]*Version:[ \t]*(\S+)/im.exec(text.slice(0, 8192))?.[1] ?? []);
}
