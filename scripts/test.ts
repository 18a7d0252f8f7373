/**
 * Runs all checks and tests, and ends with one line, `N passed, N failed`, for all of them. `--fast` leaves out what needs root;
 * `--kernel` runs all tests on virtual machines instead, which take about an hour; `--soak` repeats for hours what is otherwise
 * tried once or a few times. File names or parts of them limit the tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    fast: { type: 'boolean' },
    kernel: { type: 'boolean' },
    soak: { type: 'boolean' },
    'only-checks': { type: 'boolean' },
  },
  allowPositionals: true,
});
const results = mkdtempSync(join(tmpdir(), 'flotilla-test-'));

interface Count {
  passed: number;
  failed: number;
}

const isFull = !values.fast && !values['only-checks'] && !values.kernel;
const checks: Record<string, string[]> = {
  'type check': ['tsc'],
  lint: ['biome', 'ci', '--error-on-warnings'],
  'lint of Python': ['tsx', 'scripts/python.ts', '--check'],
  'lint of what runs on hosts': ['tsx', 'scripts/lint-hosts.ts', ...(isFull ? ['--all'] : [])],
  'the planner is pure': ['tsx', 'scripts/purity.ts'],
  'imports go down': ['tsx', 'scripts/layers.ts'],
  'dist is fresh': ['tsx', 'scripts/build.ts', '--check'],
  'schemas are fresh': ['tsx', 'scripts/schemas.ts', '--check'],
  'actions are described': ['tsx', 'scripts/action-files.ts', '--check'],
};

const counts: Count[] = [];
if (positionals.length === 0 && !values.kernel)
  counts.push(...Object.entries(checks).map(([name, command]) => check(name, command)));
if (!values['only-checks'] && !values.kernel) counts.push(vitest('unit', []));
if (isFull) counts.push(vitest('e2e', ['--config', 'test/e2e/vitest.config.ts']));
if (isFull || values.kernel) counts.push(vitest('kernel', ['--config', 'test/e2e/kernel/vitest.config.ts']));
rmSync(results, { recursive: true });

const total = (key: keyof Count) => counts.reduce((sum, count) => sum + count[key], 0);
process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed\n`);
process.exitCode = total('failed') > 0 || total('passed') === 0 ? 1 : 0;

function check(name: string, command: readonly string[]): Count {
  const ok = npx(command);
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${name}\n`);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function vitest(name: string, options: readonly string[]): Count {
  const file = join(results, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = npx(['vitest', 'run', '--passWithNoTests', ...options, ...reporters, ...positionals]);
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(file, 'utf8'));
  // A set-up that throws fails no test, and must still fail the run.
  return { passed, failed: ok ? failed : Math.max(failed, 1) };
}

function npx(command: readonly string[]): boolean {
  const env = {
    ...process.env,
    ...(values.kernel && { FLOTILLA_KERNEL: 'all' }),
    ...(values.soak && { SOAK: '1' }),
  };
  return spawnSync('npx', ['--no-install', ...command], { stdio: 'inherit', env }).status === 0;
}
