/**
 * Bundles the actions into `actions/dist`. The bundle is committed, so no `npm install` runs next to a cloud token. All
 * actions share one file, as they share one source; each loads only its own command. `--check` compares the committed
 * files with a fresh build, and their size with the budget.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

const DIST = 'actions/dist';
/** In bytes, for all files: a runner reads them at the start of each action. */
const BUDGET = 4_600_000;

mkdirSync(DIST, { recursive: true });
const files = new Map([...(await bundle())].map(([name, text]) => [join(DIST, name), text]));
const unknown = readdirSync(DIST)
  .map((name) => join(DIST, name))
  .filter((path) => !files.has(path));

if (process.argv.includes('--check')) check();
else write();

function write(): void {
  for (const [path, text] of files) writeFileSync(path, text);
  for (const path of unknown) rmSync(path);
}

function check(): void {
  const stale = [...files].filter(([path, text]) => contentOf(path) !== text).map(([path]) => path);
  const wrong = [...stale, ...unknown];
  if (wrong.length > 0)
    report(`Not what the sources give: ${wrong.join(', ')}. Run ./scripts/build and commit the result.`);
  const size = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size > BUDGET)
    report(
      `${DIST} has ${size} bytes, and the budget is ${BUDGET}: find what grew, or raise it in scripts/build.ts.`,
    );
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function report(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
