import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './digest.ts';
import { scan } from './scan.ts';
import { stage } from './stage.ts';

/** One version of wp-content, ready to be sent. */
export interface Release {
  readonly id: string;
  readonly files: number;
  readonly bytes: number;
  /** Folder of the staged copy. */
  readonly folder: string;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * Makes the release of a checkout's `wp-content/`.
 * Throws with every mistake in the tree at once; nothing was contacted by then.
 */
export async function openRelease(root: string, maxBytes: number): Promise<Release> {
  const { found, mistakes } = await scan(root, maxBytes);
  if (mistakes.length > 0) throw new Error(refusal(mistakes));
  if (found.length === 0) throw new Error(`${root} holds no file to release. Put a theme into it.`);
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-release-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const entries = await stage(root, folder, found);
    const bytes = found.reduce((sum, each) => sum + each.bytes, 0);
    return { id: digestOf(entries), files: entries.length, bytes, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const refusal = (mistakes: readonly string[]): string =>
  [
    `wp-content has ${mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`}; nothing was sent.`,
    ...mistakes.map((mistake) => `- ${mistake}`),
  ].join('\n');
