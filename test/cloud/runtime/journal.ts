import { readFile } from 'node:fs/promises';
import type { JournalLine } from '../api/journal.ts';
import type { CloudPaths } from './paths.ts';

/** Every request the API was sent so far; none before the first made the file. */
export async function readJournal({ apiLog }: CloudPaths): Promise<readonly JournalLine[]> {
  const lines = await readFile(apiLog, 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
