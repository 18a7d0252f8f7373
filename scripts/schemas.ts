import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitSchemas } from '../actions/src/declaration/schema/emit.ts';

/** Writes the JSON Schemas that editors check `cluster/` with; `--check` only says whether they are current. */
const root = join(import.meta.dirname, '..');

const isCurrent = (path: string, text: string): boolean => {
  try {
    return readFileSync(join(root, path), 'utf8') === text;
  } catch {
    return false;
  }
};

const stale = Object.entries(emitSchemas()).filter(([path, text]) => !isCurrent(path, text));

if (process.argv.includes('--check')) {
  for (const [path] of stale)
    console.error(`${path} is out of date: run npx tsx scripts/schemas.ts and commit it`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(join(root, path), text);
  console.log(
    stale.length > 0 ? `wrote ${stale.map(([path]) => path).join(', ')}` : 'the schemas are current',
  );
}
