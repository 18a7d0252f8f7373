/** Lints and formats the Python that runs on hosts, with Ruff, as Biome does the rest; `--check` only tells. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

const FOLDER = 'actions/src/hosts/remote';
const OPTIONS = {
  'line-length': 120,
  // Debian 12's.
  'target-version': 'py311',
  lint: { select: ['E', 'W', 'F', 'I', 'B', 'UP', 'SIM'] },
};

const ruff = new Workspace(OPTIONS, PositionEncoding.Utf16);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.py'))
  .map((name) => join(FOLDER, name));
const onlyCheck = process.argv.includes('--check');

const findings = files.flatMap((file) => [...lint(file), ...format(file)]);
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;

function lint(file: string): string[] {
  const found: Diagnostic[] = ruff.check(readFileSync(file, 'utf8'));
  return found.map(({ code, message, start_location: { row } }) => `${file}:${row}: ${code}: ${message}`);
}

function format(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const formatted = ruff.format(source);
  if (formatted === source) return [];
  if (onlyCheck) return [`${file}: is not formatted: run npx tsx scripts/python.ts`];
  writeFileSync(file, formatted);
  return [];
}
