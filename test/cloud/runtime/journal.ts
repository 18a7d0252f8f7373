import { readFile } from 'node:fs/promises';
import type { JournalLine } from '../api/journal.ts';
import type { CloudPaths } from './paths.ts';

/** Every request that the API has received. Empty if the file does not exist yet. */
export async function readJournal({ apiLog }: CloudPaths): Promise<readonly JournalLine[]> {
  const lines = await readFile(apiLog, 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
