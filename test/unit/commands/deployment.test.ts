import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  isOvertaken,
  mustBeNewest,
  OVERTAKEN,
  openDeployment,
  Superseded,
} from '../../../actions/src/commands/deployment.ts';
import { startGitHub } from '../github/fake.ts';
import { bundled, declare, setUp } from './actions.ts';

const [OLD, NEWEST, STRANGE] = ['1'.repeat(40), 'e'.repeat(40), '9'.repeat(40)];
afterEach(() => vi.unstubAllEnvs());

/** A run of a workflow; main's newest commit is `NEWEST`. */
async function runOf(env: Record<string, string>) {
  const { world, url } = await startGitHub();
  world.history = [OLD, NEWEST];
  const usual = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'o/r', GITHUB_API_URL: url },
    ...{
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: NEWEST,
      GITHUB_EVENT_NAME: 'push',
      GITHUB_RUN_ATTEMPT: '1',
    },
  };
  for (const [name, value] of Object.entries({ ...usual, ...env })) vi.stubEnv(name, value);
}

describe('a run that changes the cluster', () => {
  it.each<[string, Record<string, string>]>([
    ['of the newest commit', {}],
    ['that is a re-run of the newest commit', { GITHUB_RUN_ATTEMPT: '2' }],
    ['that a person started on the default branch', { GITHUB_EVENT_NAME: 'workflow_dispatch' }],
  ])('continues: %s', async (_, env) => {
    await runOf(env);
    expect(await openDeployment()).toMatchObject({ repository: 'o/r', branch: 'main', commit: NEWEST });
  });

  it.each<[string, Record<string, string>]>([
    ['by a push, while it waited', { GITHUB_SHA: OLD }],
    ['at night, while it waited', { GITHUB_SHA: OLD, GITHUB_EVENT_NAME: 'schedule' }],
  ])('is overtaken %s: the newer commit’s run does the work', async (_, env) => {
    await runOf(env);
    expect(await openDeployment()).toBe(OVERTAKEN);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a re-run of an old commit',
      { GITHUB_SHA: OLD, GITHUB_RUN_ATTEMPT: '2' },
      new RegExp(`newest commit of main is ${NEWEST}.*enter ${OLD} under "confirm-commit"`),
    ],
    [
      'an old commit with a confirmation of a plan',
      { GITHUB_SHA: OLD, INPUT_CONFIRM: 'abc' },
      /the newest commit of main is/,
    ],
    [
      'another branch',
      { GITHUB_REF: 'refs/heads/mine' },
      /this run is for refs\/heads\/mine, and only main is deployed/,
    ],
    ['a tag', { GITHUB_REF: 'refs/tags/main' }, /only main is deployed/],
    ['a pull request', { GITHUB_REF: 'refs/pull/1/merge' }, /only main is deployed/],
    ['no token', { GITHUB_TOKEN: '' }, /Input "github-token" is empty/],
    [
      'a confirmed commit that is on none of our branches',
      { 'INPUT_CONFIRM-COMMIT': STRANGE },
      /not in the history of main/,
    ],
    [
      'an abbreviated confirmed commit',
      { 'INPUT_CONFIRM-COMMIT': OLD.slice(0, 7) },
      /write the commit's full SHA/,
    ],
    [
      'a re-run of a confirmed commit',
      { 'INPUT_CONFIRM-COMMIT': OLD, GITHUB_RUN_ATTEMPT: '2' },
      /does not confirm .* again\. To deploy/,
    ],
  ])('stops: %s', async (_, env, reason) => {
    await runOf(env);
    await expect(openDeployment()).rejects.toThrow(reason);
  });

  it('deploys an older commit that a person confirmed', async () => {
    await runOf({ 'INPUT_CONFIRM-COMMIT': OLD, GITHUB_EVENT_NAME: 'workflow_dispatch' });
    expect(await openDeployment()).toMatchObject({ commit: OLD });
  });

  it('is not checked in a terminal', async () => {
    await runOf({ GITHUB_ACTIONS: '' });
    expect(await openDeployment()).toBeUndefined();
  });
});

describe('right before the first change', () => {
  it('a run stops if a newer commit was pushed', async () => {
    await runOf({});
    const deployment = await openDeployment();
    if (deployment === undefined || deployment === OVERTAKEN) expect.fail('it is the newest');
    await mustBeNewest(deployment);
    await expect(mustBeNewest({ ...deployment, commit: OLD })).rejects.toThrow(Superseded);
  });

  it('a confirmed commit continues', async () => {
    await runOf({ 'INPUT_CONFIRM-COMMIT': OLD });
    const deployment = await openDeployment();
    await mustBeNewest(deployment === OVERTAKEN ? undefined : deployment);
  });
});

describe('a rollback', () => {
  it.each<[string, Record<string, string>]>([
    ['from the default branch', {}],
    ['even if a newer commit was pushed while it waited', { GITHUB_SHA: OLD }],
  ])('continues %s', async (_, env) => {
    await runOf(env);
    expect(await isOvertaken('previous')).toBe(false);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['from another branch', { GITHUB_REF: 'refs/heads/mine' }, /only main is deployed/],
    [
      'by a re-run from history',
      { GITHUB_SHA: OLD, GITHUB_RUN_ATTEMPT: '2' },
      /this is a re-run, and newer commits/,
    ],
  ])('stops %s', async (_, env, reason) => {
    await runOf(env);
    await expect(isOvertaken('previous')).rejects.toThrow(reason);
  });
});

const NAMES = ['apply', 'sync-content', 'renew-certificates'] as const;
const action = bundled();

it.each(NAMES)('%s sends no request to DigitalOcean if it may not write', async (name) => {
  const { cloud, env } = await setUp();
  const old = { GITHUB_SHA: OLD, GITHUB_RUN_ATTEMPT: '2' };
  const { code, log } = await action(name, { folder: declare(), env: { ...env, ...old } });
  expect(code).toBe(1);
  expect(log).toContain(`the newest commit of main is ${NEWEST}`);
  const overtaken = await action(name, { folder: declare(), env: { ...env, GITHUB_SHA: OLD } });
  expect(overtaken.code).toBe(0);
  expect(overtaken.log).toContain(`::notice::Nothing was changed: main has a newer commit, ${NEWEST}`);
  expect(() => cloud.journal()).toThrow('ENOENT');
});
