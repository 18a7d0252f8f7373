import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readComment } from '../../../actions/src/plan/comment.ts';
import type { World } from '../github/fake.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { bundled, CLUSTER, declare, pullRequest, setUp } from './doors.ts';

const door = bundled('plan');

const only = ({ comments }: World): string => {
  expect(comments).toHaveLength(1);
  return comments[0]?.body ?? '';
};

it('comments once, and updates that comment on the next push', async () => {
  const { world, env } = await setUp();
  const folder = declare();
  const planFile = join(folder, 'plan.json');
  const first = await door('plan', {
    folder,
    env: { ...env, 'INPUT_PLAN-FILE': planFile },
    event: pullRequest(),
  });
  expect(first.log).toContain('::add-mask::token-of-the-job');
  expect(first.code).toBe(0);
  const body = only(world);
  expect(mistakesIn(body)).toEqual([]);
  expect(body).toContain('2 hosts to set up');
  expect(first.summary).toContain('2 hosts to set up');
  expect(JSON.parse(readFileSync(planFile, 'utf8')).fingerprint).toBe(readComment(body)?.shown?.fingerprint);

  await door('plan', { folder, env, event: pullRequest('c'.repeat(40)) });
  expect(readComment(only(world))?.head).toBe('c'.repeat(40));
  expect(only(world)).not.toContain('not the plan for the newest commit');
});

it('says in the comment why there is no plan, marks the line, and mends the comment later', async () => {
  const { world, env } = await setUp();
  const broken = await door('plan', {
    folder: declare(CLUSTER.replace('zone: example.com', 'zone: other.org')),
    env,
    event: pullRequest(),
  });
  expect(broken.code).toBe(1);
  expect(broken.log).toMatch(/::error title=Declaration,file=cluster\/cluster\.yml,line=2/);
  expect(only(world)).toContain('The plan for example failed');
  expect(only(world)).toContain('cluster/cluster.yml:2:');
  await door('plan', { folder: declare(), env, event: pullRequest() });
  expect(only(world)).toContain('2 hosts to set up');
});

it('says which release the commit makes of the content, and what is wrong in it before anything is asked', async () => {
  const { world, env } = await setUp();
  const folder = declare();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  writeFileSync(join(folder, 'wp-content/themes/t/style.css'), '/* Theme Name: T */');
  const { outputs } = await door('plan', { folder, env, event: pullRequest() });
  expect(outputs).toMatch(/empty<<.*\nfalse\n/);
  expect(only(world)).toMatch(/\*\*Content:\*\* the first release, [0-9a-f]{16}, live on all web hosts/);

  writeFileSync(join(folder, 'wp-content/themes/t/.env'), 'PASSWORD=1');
  const broken = await door('plan', { folder, env, event: pullRequest('c'.repeat(40)) });
  expect(broken.code).toBe(1);
  expect(only(world)).toContain('themes/t/.env');
  expect(only(world)).toContain('The plan for example failed');
});

it('marks the comment as overtaken while the next plan is being made', async () => {
  const { world, env } = await setUp();
  await door('plan', { folder: declare(), env, event: pullRequest() });
  // Nothing answers there, so the next plan is being made for as long as the test needs.
  const stop = new AbortController();
  const next = door('plan', {
    folder: declare(),
    env: { ...env, 'INPUT_API-URL': 'http://127.0.0.1:9/v2' },
    event: pullRequest('d'.repeat(40)),
    signal: stop.signal,
  });
  await expect
    .poll(() => world.comments[0]?.body, { timeout: 15_000 })
    .toContain('`ddddddd` is [being planned]');
  stop.abort();
  await next;
});

it('only checks the declaration of a fork, and says so', async () => {
  const { world, env } = await setUp();
  const noSecrets = { 'INPUT_GITHUB-TOKEN': 'read-only', GITHUB_API_URL: env.GITHUB_API_URL };
  const { code, summary } = await door('plan', {
    folder: declare(),
    env: noSecrets,
    event: pullRequest(undefined, 'someone/r'),
  });
  expect(code).toBe(0);
  expect(summary).toContain('2 hosts in 1 region. It was not planned: pull requests of forks');
  expect(world.requests).toEqual([]);
});

it('fails no plan where it may not comment', async () => {
  const { world, env } = await setUp();
  world.refusals.set('POST issues/7/comments', {
    status: 403,
    message: 'Resource not accessible by integration',
  });
  const { code, log } = await door('plan', { folder: declare(), env, event: pullRequest() });
  expect(code).toBe(0);
  expect(log).toContain('::warning::The pull request');
});

it('keeps an issue open while there is drift', async () => {
  const { world, env } = await setUp();
  await door('plan', { folder: declare(), env: { ...env, 'INPUT_DRIFT-ISSUE': 'true' } });
  expect(world.issues).toMatchObject([{ title: 'Cluster example is not as declared', state: 'open' }]);
});
