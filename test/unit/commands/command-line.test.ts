import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ACTIONS, COMMANDS } from '../../../actions/src/commands/index.ts';
import { SECRETS } from '../../../actions/src/commands/inputs.ts';
import { flotilla } from '../../../scripts/lib/command-line.ts';
import { declare } from './actions.ts';

beforeEach(() => {
  vi.stubEnv('GITHUB_ACTIONS', '');
  for (const variable of Object.values(SECRETS)) vi.stubEnv(variable, '');
});
afterEach(() => {
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) if (name.startsWith('INPUT_')) delete process.env[name];
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function run(...words: readonly string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await flotilla(words);
  return { code: process.exitCode ?? 0, out: out.mock.calls.join(''), log: log.mock.calls.join('') };
}

const NAMES = [...Object.keys(COMMANDS), 'init'];

it('lists every command and the exit codes', async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  for (const name of NAMES) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(out).toContain('Exit codes: 0: done');
});

it.each(NAMES)('%s --help lists its flags and exit codes, and offers no secret as a flag', async (name) => {
  const { code, out } = await run(name, '--help');
  expect(code).toBe(0);
  expect(out).toContain(`Usage: flotilla ${name}`);
  expect(out).toMatch(/Exit codes: .*1: /);
  for (const secret of Object.keys(SECRETS)) expect(out).not.toContain(`--${secret}`);
});

it('shows the default of a flag, and the variables that hold secrets', async () => {
  const { out } = await run('apply', '--help');
  expect(out).toMatch(/--time-limit-minutes N +Minutes.*\(default: 60\)/);
  expect(out).toMatch(/--adopt +Takes/);
  expect(out).toMatch(/CLUSTER_SECRET +The cluster's secret/);
});

it.each([
  ['an unknown command', ['destroy'], /^Unknown command destroy\. Known: plan, apply, /],
  ['a name that every object has', ['constructor'], /^Unknown command constructor/],
  ['an unknown flag', ['apply', '--confrim', 'x'], /^Unknown option '--confrim'/],
  ['a flag without its value', ['apply', '--confirm'], /--confirm.* argument missing/],
  ['a stray word', ['plan', 'now'], /Unexpected argument 'now'/],
  ['a secret on the command line', ['apply', '--cluster-secret', 'x'], /Unknown option '--cluster-secret'/],
  ['an input of workflows', ['apply', '--confirm-commit', 'x'], /Unknown option '--confirm-commit'/],
] as const)('exits with 2 and does nothing for %s', async (_, words, message) => {
  const { code, log } = await run(...words);
  expect(code).toBe(2);
  expect(log).toMatch(message);
  expect(log).toMatch(/Nothing was done\. See: flotilla .*--help/);
});

it.each(['plan', 'apply', 'sync', 'rollback', 'renew', 'status'])(
  '%s exits with 2 and names the variable of a missing secret',
  async (name) => {
    const directory = ['--directory', declare()];
    const first = await run(name, ...directory);
    expect(first).toMatchObject({ code: 2 });
    expect(first.log).toContain('DIGITALOCEAN_TOKEN is not set. Export it and run this again.');
    vi.stubEnv('DIGITALOCEAN_TOKEN', 'dop_v1_0');
    const second = await run(name, ...directory);
    expect(second).toMatchObject({ code: 2 });
    expect(second.log).toContain('CLUSTER_SECRET is not set. Export it and run this again.');
  },
);

it('names a malformed flag as the person typed it', async () => {
  const { code, log } = await run('plan', '--time-limit-minutes', 'soon');
  expect(code).toBe(2);
  expect(log).toContain('--time-limit-minutes is "soon": write a whole number, e.g. 10.');
});

it('validates a declaration without any secret', async () => {
  const good = await run('validate', '--directory', declare());
  expect(good).toMatchObject({ code: 0, out: 'The declaration of example is valid: 2 hosts in 1 region.\n' });
  const bad = await run('validate', '--directory', declare('name: example'));
  expect(bad.code).toBe(1);
  expect(bad.log).toMatch(/The declaration has \d+ mistakes; nothing was contacted\./);
});

it.each(Object.entries(ACTIONS))('the action %s is the command %s', async (folder, name) => {
  expect((await COMMANDS[name]?.())?.action).toBe(folder);
});
