/**
 * Checks that the code that decides does no I/O. Follows every import from the pure folders, and rejects packages that are not
 * listed here and globals that read the clock, the environment or randomness.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { roleTexts } from './role-texts.ts';

const FOLDERS = ['actions/src/plan', 'actions/src/hosts/roles'];
const FILES = ['actions/src/hosts/diff/diff-host.ts', 'actions/src/declaration/declaration.ts'];
/** Computing only: hashes, data formats, comparison. */
const PACKAGES = new Set(['node:crypto', 'zod', 'diff', 'ipaddr.js', 'js-yaml', 'picocolors']);
const IMPURE =
  /\b(Date\.now|new Date\(\)|Math\.random|randomBytes|randomUUID|performance\.now|process\.|await fetch\(|setTimeout)/;

const isSource = (path: string): boolean => path.endsWith('.ts') && !path.endsWith('.d.ts');
const entryPoints = [
  ...FILES,
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  ),
].filter(isSource);

// Type imports vanish here, as they do at run time, so using an impure module's types is allowed.
const { metafile } = await build({
  entryPoints,
  bundle: true,
  write: false,
  metafile: true,
  outdir: 'unused',
  platform: 'node',
  conditions: ['bundle'],
  format: 'esm',
  packages: 'external',
  plugins: [roleTexts],
  loader: { '.py': 'text' },
});

const findings = Object.entries(metafile.inputs).flatMap(([file, { imports }]) => [
  ...imports
    .filter(({ external, path }) => external && !PACKAGES.has(path))
    .map(({ path }) => `${file}: imports ${path}`),
  ...readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      isSource(file) && IMPURE.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    ),
]);

if (findings.length > 0) {
  console.error('The planner must stay pure: move this behind the cloud or the host port.');
  for (const finding of findings) console.error(`  ${finding}`);
  process.exitCode = 1;
}
