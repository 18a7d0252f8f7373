import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './digest.ts';
import { readAll } from './read.ts';
import { scan } from './scan.ts';
import { stage } from './stage.ts';

/** One version of wp-content, ready to be sent. */
export interface Release {
  readonly id: string;
  readonly files: number;
  /** Gives the folder of a copy that rsync can compare with what hosts have; made when it is first asked for. */
  staged(): string;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * Makes the release of a checkout's `wp-content/`.
 * Throws with every mistake in the tree at once; nothing was contacted by then.
 */
export function openRelease(root: string, maxBytes: number): Release {
  const { found, mistakes } = scan(root, maxBytes);
  if (mistakes.length > 0) throw new Error(refusal(mistakes));
  if (found.length === 0) throw new Error(`${root} holds no file to release. Put a theme into it.`);
  const entries = readAll(root, found);
  let folder: string | undefined;
  const staged = () => {
    if (folder === undefined) {
      folder = mkdtempSync(join(tmpdir(), 'flotilla-release-'));
      stage(root, folder, entries);
    }
    return folder;
  };
  const close = async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  return { id: digestOf(entries), files: entries.length, staged, close };
}

const refusal = (mistakes: readonly string[]): string =>
  [
    `wp-content has ${mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`}; nothing was sent.`,
    ...mistakes.map((mistake) => `- ${mistake}`),
  ].join('\n');
