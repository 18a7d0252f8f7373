/**
 * Bundles the doors into `actions/dist`, committed, so that no `npm install` runs beside a cloud token. They share one
 * bundle, as they share one source: a door's own file only says which it is, and nothing of another door is run.
 * `--check` says whether the committed files equal a fresh build.
 */
import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

const DIST = 'actions/dist';
const DOORS = readdirSync('actions', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['src', 'dist'].includes(entry.name))
  .map(({ name }) => name)
  .sort();

const files = new Map([...(await bundle(DOORS))].map(([name, text]) => [join(DIST, name), text]));

if (process.argv.includes('--check')) await check();
else await write();

async function write(): Promise<void> {
  await mkdir(DIST, { recursive: true });
  for (const [path, text] of files) await writeFile(path, text);
}

async function check(): Promise<void> {
  const committed = new Map<string, string>();
  for (const path of files.keys()) committed.set(path, await readFile(path, 'utf8').catch(() => ''));
  const stale = [...files].filter(([path, text]) => committed.get(path) !== text).map(([path]) => path);
  if (stale.length === 0) return;
  console.error(`Not what the sources give: ${stale.join(', ')}. Run ./scripts/build and commit the result.`);
  process.exitCode = 1;
}
