import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Deleting a hundred thousand files takes longer than vitest's default of ten seconds. */
const REMOVAL_MS = 600_000;

/** A folder that is removed after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'flotilla-content-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }), REMOVAL_MS);
  return path;
}

/** A `wp-content` with these files. */
export function tree(files: Readonly<Record<string, string>>): string {
  const root = folder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export const MIB = 2 ** 20;
