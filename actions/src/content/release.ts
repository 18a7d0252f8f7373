import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './digest.ts';
import { readAll } from './read.ts';
import { type Found, scan } from './scan.ts';
import { stage } from './stage.ts';

/** One version of WordPress with one of wp-content, ready to be sent. */
export interface Release {
  readonly id: string;
  /** Version of WordPress. Hosts fetch that themselves. */
  readonly core: string;
  readonly files: number;
  /** Gives the folder of a copy that rsync can compare with what hosts have; made when it is first asked for. */
  staged(): string;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * Makes the release of a WordPress and some trees, each a part of a `wp-content/`; `maxBytes` of a file. Throws with every
 * mistake in them at once.
 */
export function openRelease(core: string, roots: readonly string[], maxBytes: number): Release {
  const parts = roots.map((root) => ({ root, ...scan(root, maxBytes) }));
  const mistakes = [...parts.flatMap((part) => part.mistakes), ...clashes(parts.map(({ found }) => found))];
  if (mistakes.length > 0) throw new Error(refusal(mistakes));
  const read = parts.map(({ root, found }) => ({ root, entries: readAll(root, found) }));
  const all = read.flatMap(({ entries }) => entries);
  if (all.length === 0) throw new Error(`${roots[0]} holds no file to release. Put a theme into it.`);
  let folder: string | undefined;
  const staged = () => {
    if (folder !== undefined) return folder;
    folder = mkdtempSync(join(tmpdir(), 'flotilla-release-'));
    for (const { root, entries } of read) stage(root, folder, entries);
    return folder;
  };
  const close = async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  return { id: digestOf(core, all), core, files: all.length, staged, close };
}

/** What stands in more than one of the trees, such as `plugins/akismet`. */
function clashes(parts: readonly (readonly Found[])[]): string[] {
  const tops = parts.map((found) => new Set(found.map(({ path }) => path.split('/', 2).join('/'))));
  const twice = tops.flatMap((mine, index) =>
    [...mine].filter((top) => tops.slice(0, index).some((earlier) => earlier.has(top))),
  );
  return twice.map(
    (top) => `wp-content/${top}: is declared in cluster/ as well. Remove it from one of the two.`,
  );
}

const refusal = (mistakes: readonly string[]): string =>
  [
    `wp-content has ${mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`}; nothing was sent.`,
    ...mistakes.map((mistake) => `- ${mistake}`),
  ].join('\n');
