/**
 * Bundles each door into one committed file that starts alone, so that no `npm install` runs beside a cloud token.
 * `--check` says whether the committed bundles equal a fresh build.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const DOORS = ['plan', 'apply', 'renew-certificates'];

const { outputFiles } = await build({
  entryPoints: Object.fromEntries(DOORS.map((door) => [door, `actions/${door}/main.ts`])),
  outdir: 'actions/dist',
  outExtension: { '.js': '.cjs' },
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
  legalComments: 'none',
  charset: 'utf8',
});

if (process.argv.includes('--check')) await check();
else await write();

async function write(): Promise<void> {
  await mkdir('actions/dist', { recursive: true });
  for (const file of outputFiles) await writeFile(file.path, file.contents);
}

async function check(): Promise<void> {
  const stale = [];
  for (const { path, contents } of outputFiles) {
    const committed = await readFile(path).catch(() => Buffer.alloc(0));
    if (!committed.equals(contents)) stale.push(path);
  }
  if (stale.length === 0) return;
  console.error(`Not what the sources give: ${stale.join(', ')}. Run ./scripts/build and commit the result.`);
  process.exitCode = 1;
}
