import { expect, it } from 'vitest';
import { bundled, declare, setUp } from './actions.ts';
import { changed, MAIN, only } from './plan-action.ts';
import { propose } from './propose.ts';

const action = bundled();

it('only checks the declaration if it has no secrets, for any author', async () => {
  const { world, env } = await setUp();
  const { 'INPUT_DIGITALOCEAN-TOKEN': _, 'INPUT_CLUSTER-SECRET': __, ...noSecrets } = env;
  const event = await propose(world, { folder: changed() });
  const { code, summary } = await action('plan', { folder: MAIN(), env: noSecrets, event });
  expect(code).toBe(0);
  expect(summary).toContain('2 hosts in 1 region. It was not planned: this run has no secrets');
  expect(world.comments).toEqual([]);
});

it('only checks the declaration in a merge queue', async () => {
  const { world } = await setUp();
  const env = { GITHUB_EVENT_NAME: 'merge_group' };
  const { code, summary } = await action('plan', { folder: declare(), env });
  expect(code).toBe(0);
  expect(summary).toContain('2 hosts in 1 region. It was not planned');
  expect(world.requests).toEqual([]);
});

it('plans for Dependabot too, if the secrets exist', async () => {
  const { world, env } = await setUp();
  const { pull_request } = await propose(world, { folder: changed() });
  const event = { pull_request: { ...pull_request, user: { login: 'dependabot[bot]' } } };
  await action('plan', { folder: MAIN(), env, event });
  expect(only(world)).toContain('2 hosts to set up');
});

it('names the secret that is not a key, before anything is observed', async () => {
  const { cloud, world, env } = await setUp();
  const event = await propose(world, { folder: changed() });
  const { code, log } = await action('plan', {
    folder: MAIN(),
    env: { ...env, 'INPUT_PLAN-KEY': 'hello' },
    event,
  });
  expect(code).toBe(1);
  expect(log).toContain('Set the secret PLAN_SSH_KEY again');
  expect(() => cloud.journal()).toThrow('ENOENT');
});
