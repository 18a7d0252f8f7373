import { beforeEach, expect, it, vi } from 'vitest';
import { keepSchedules } from '../../../actions/src/commands/github.ts';
import { startGitHub } from '../github/fake.ts';
import { bundled, declare, setUp } from './actions.ts';

const action = bundled();

beforeEach(() => vi.unstubAllEnvs());

async function asked(files: string, states: Record<string, string>) {
  const { world, url } = await startGitHub();
  for (const [name, state] of Object.entries(states)) world.workflows.set(name, state);
  const inputs = { 'INPUT_KEEP-SCHEDULES': files, 'INPUT_GITHUB-TOKEN': 'token-of-the-job' };
  for (const [name, value] of Object.entries({ ...inputs, GITHUB_API_URL: url, GITHUB_REPOSITORY: 'o/r' }))
    vi.stubEnv(name, value);
  return world;
}

const enabled = (requests: readonly string[]) => requests.filter((line) => line.startsWith('PUT'));

it('enables each workflow again, stopped by GitHub or active, which restarts the 60 days', async () => {
  const world = await asked('drift.yml certificates.yml', {
    'drift.yml': 'active',
    'certificates.yml': 'disabled_inactivity',
  });
  await keepSchedules(process.env['INPUT_KEEP-SCHEDULES'] ?? '');
  expect(world.workflows.get('certificates.yml')).toBe('active');
  expect(enabled(world.requests)).toEqual([
    'PUT actions/workflows/drift.yml/enable',
    'PUT actions/workflows/certificates.yml/enable',
  ]);
});

it('does not enable a workflow that a person disabled', async () => {
  const world = await asked('drift.yml', { 'drift.yml': 'disabled_manually' });
  await keepSchedules(process.env['INPUT_KEEP-SCHEDULES'] ?? '');
  expect(enabled(world.requests)).toEqual([]);
});

it('sends no request if no workflow is named', async () => {
  const world = await asked('', {});
  await keepSchedules(process.env['INPUT_KEEP-SCHEDULES'] ?? '');
  expect(world.requests).toEqual([]);
});

it('warns if GitHub refuses, names the permission, and continues with the next', async () => {
  const world = await asked('drift.yml certificates.yml', { 'certificates.yml': 'active' });
  world.refusals.set('GET actions/workflows/drift.yml', {
    status: 403,
    message: 'Resource not accessible by integration',
  });
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await keepSchedules(process.env['INPUT_KEEP-SCHEDULES'] ?? '');
  expect(log.mock.calls.join()).toMatch(/The schedule of drift\.yml: .*"actions: write"/);
  expect(enabled(world.requests)).toEqual(['PUT actions/workflows/certificates.yml/enable']);
});

it('keeps schedules even if the plan fails, and does not change its result', async () => {
  const { world, env } = await setUp();
  world.workflows.set('drift.yml', 'active');
  const run = await action('plan', {
    folder: declare('name: example'),
    env: { ...env, 'INPUT_KEEP-SCHEDULES': 'drift.yml' },
  });
  expect(run.code).toBe(1);
  expect(enabled(world.requests)).toEqual(['PUT actions/workflows/drift.yml/enable']);
});
