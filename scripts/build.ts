/**
 * Bundles the doors into `actions/dist`, committed, so that no `npm install` runs beside a cloud token. They share one
 * bundle, as they share one source: a door's own file only says which it is, and nothing of another door is run.
 * `--check` says whether the committed files equal a fresh build.
 */
import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const DIST = 'actions/dist';
const DOORS = readdirSync('actions', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['src', 'dist'].includes(entry.name))
  .map(({ name }) => name)
  .sort();

const { outputFiles } = await build({
  stdin: {
    contents: `export const doors = { ${DOORS.map((door) => `'${door}': () => import('./actions/${door}/main.ts')`).join(', ')} };`,
    resolveDir: '.',
  },
  outfile: join(DIST, 'doors.cjs'),
  write: false,
  bundle: true,
  platform: 'node',
  // The Python for hosts comes in as text instead of being read from beside its module.
  conditions: ['bundle'],
  target: 'node20',
  // ES module output trips over `__dirname` in the SSH library.
  format: 'cjs',
  loader: { '.py': 'text' },
  // Optional native speed-ups of ssh2; it runs without them.
  external: ['cpu-features', '*.node'],
  // Smaller by a third; names stay, for stack traces that say where.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  charset: 'utf8',
});

const files = new Map<string, string>([
  ...outputFiles.map(({ text }) => [join(DIST, 'doors.cjs'), text] as const),
  ...DOORS.map(
    (door) => [join(DIST, `${door}.cjs`), `require('./doors.cjs').doors['${door}']();\n`] as const,
  ),
]);

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
