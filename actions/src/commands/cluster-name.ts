import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLUSTER_FILE, LARGEST_FILE } from '../declaration/rules/files.ts';
import { directory } from './inputs.ts';

/** The cluster's name as far as a declaration that may be broken tells it; `?` where it does not. */
export async function guessClusterName(): Promise<string> {
  const path = join(directory(), CLUSTER_FILE);
  const found = await lstat(path).catch(() => undefined);
  // A link may lead anywhere, also to what never ends.
  if (!found?.isFile() || found.size > LARGEST_FILE) return '?';
  return /^name:\s*["']?([a-z0-9-]{1,32})["']?\s*(#.*)?$/m.exec(await readFile(path, 'utf8'))?.[1] ?? '?';
}
