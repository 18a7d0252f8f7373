import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** A copy of this checkout in a folder of that name. */
function checkout(name: string): string {
  const parent = mkdtempSync(join(tmpdir(), 'paths-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const root = join(parent, name);
  mkdirSync(join(root, 'actions'), { recursive: true });
  for (const part of [
    'scripts',
    'cluster',
    'actions/src',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ])
    cpSync(part, join(root, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  return root;
}

/** The start of each script without the check of npm's packages, because node_modules is a link here. */
function run(root: string, program: string, ...words: string[]): string {
  const lines = ['set -eu', '. "$(dirname "$0")/lib/start.sh"', `exec_ts ${program} "$@"`].join('\n');
  writeFileSync(join(root, 'scripts/try'), lines);
  const { stdout, stderr } = spawnSync('sh', [join(root, 'scripts/try'), ...words], { encoding: 'utf8' });
  return stdout + stderr;
}

it('the scripts run from a path with characters that are special in a shell or a URL', () => {
  const root = checkout(`a #b%20c'd"e & (f) $HOME 100% é`);
  expect(run(root, 'scripts/init.ts', '--help')).toContain('Usage: flotilla init');
});

it.each(['a?b', 'a\\b'])('the scripts say that Node cannot load from a checkout in %j', (name) => {
  expect(run(checkout(name), 'scripts/init.ts', '--help')).toMatch(
    /^Node cannot load programs from a path with.*Move the checkout\.\n$/,
  );
});
