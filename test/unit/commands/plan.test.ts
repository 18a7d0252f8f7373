import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComment } from '../../../actions/src/plan/consent/comment.ts';
import { unsealed } from '../../../actions/src/secrets/seal.ts';
import { BOT } from '../github/fake.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { bundled, CLUSTER, declare, setUp } from './actions.ts';
import { changed, MAIN, only, seal } from './plan-action.ts';
import { propose } from './propose.ts';

const action = bundled();

it('comments once, signed, and updates that comment on the next push', async () => {
  const { world, env } = await setUp();
  const folder = MAIN();
  const planFile = join(folder, 'plan.json');
  const event = await propose(world, { folder: changed() });
  const first = await action('plan', { folder, env: { ...env, 'INPUT_PLAN-FILE': planFile }, event });
  expect(first.log).toContain('::add-mask::token-of-the-job');
  expect(first.code).toBe(0);
  const body = only(world);
  expect(mistakesIn(body)).toEqual([]);
  expect(body).toContain('2 hosts to set up');
  expect(first.summary).toContain('2 hosts to set up');
  const hidden = readComment(unsealed(body, seal) ?? '');
  expect(hidden).toMatchObject({ repository: 'o/r', number: 7, baseRef: 'main', directory: '.' });
  expect(hidden?.shown?.fingerprint).toBe(JSON.parse(readFileSync(planFile, 'utf8')).fingerprint);

  const next = await propose(world, { folder: changed('# changed again') });
  await action('plan', { folder, env, event: next });
  expect(readComment(only(world))?.head).toBe(next.pull_request.head.sha);
  expect(only(world)).not.toContain('not the plan for the newest commit');
});

it('plans the result of merging, and leaves no files behind', async () => {
  const { world, env } = await setUp();
  const event = await propose(world, { folder: changed() });
  const folder = MAIN('name: example\nbroken');
  await action('plan', { folder, env, event });
  expect(only(world)).toContain('2 hosts to set up');
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

it('explains in the comment why there is no plan, marks the line, and updates the comment later', async () => {
  const { world, env } = await setUp();
  const folder = declare(CLUSTER.replace('zone: example.com', 'zone: other.org'));
  const broken = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(broken.code).toBe(1);
  expect(broken.log).toMatch(/::error title=Declaration,file=cluster\/cluster\.yml,line=2/);
  expect(only(world)).toContain('The plan for example failed');
  expect(only(world)).toContain('cluster/cluster.yml:2:');
  await action('plan', { folder: MAIN(), env, event: await propose(world, { folder: changed() }) });
  expect(only(world)).toContain('2 hosts to set up');
});

it('shows the release of the commit, and reports mistakes in the content before it sends a request', async () => {
  const { world, env } = await setUp();
  const folder = changed();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  writeFileSync(join(folder, 'wp-content/themes/t/style.css'), '/* Theme Name: T */');
  const { outputs } = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(outputs).toMatch(/empty<<.*\nfalse\n/);
  expect(only(world)).toMatch(/\*\*Content:\*\* first release [0-9a-f]{16}; the content sync/);

  writeFileSync(join(folder, 'wp-content/themes/t/.env'), 'PASSWORD=1');
  const broken = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(broken.code).toBe(1);
  expect(only(world)).toContain('themes/t/.env');
  expect(only(world)).toContain('The plan for example failed');
});

it('plans without the release if Git LFS stores some of the content, which a plan does not fetch', async () => {
  const { world, env } = await setUp();
  const folder = changed();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
  writeFileSync(join(folder, 'wp-content/themes/t/logo.png'), pointer);
  const { code } = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(code).toBe(0);
  expect(only(world)).toMatch(/leaves out the release.*logo\.png: This is a Git LFS pointer/);
  expect(only(world)).toContain('2 hosts to set up');
  expect(only(world)).not.toContain('**Content:**');
});

it('marks the comment as outdated while the next plan is being made', async () => {
  const { world, env } = await setUp();
  await action('plan', { folder: MAIN(), env, event: await propose(world, { folder: changed() }) });
  const event = await propose(world, { folder: changed('# more') });
  // Nothing answers there, so the next plan is being made for as long as the test needs.
  const stop = new AbortController();
  const slow = { ...env, 'INPUT_API-URL': 'http://127.0.0.1:9/v2' };
  const next = action('plan', { folder: MAIN(), env: slow, event, signal: stop.signal });
  const head = event.pull_request.head.sha.slice(0, 7);
  await expect
    .poll(() => world.comments[0]?.body, { timeout: 15_000 })
    .toContain(`\`${head}\` is [being planned]`);
  stop.abort();
  await next;
  expect(unsealed(only(world), seal)).toContain('being planned');
});

describe('a newer plan is not replaced', () => {
  it('by the run of an older commit', async () => {
    const { world, env } = await setUp();
    const older = await propose(world, { folder: changed() });
    const newer = await propose(world, { folder: changed('# more') });
    await action('plan', { folder: MAIN(), env, event: newer });
    const body = only(world);
    const { code, log } = await action('plan', { folder: MAIN(), env, event: older });
    expect(code).toBe(0);
    expect(log).toMatch(/::notice::#7 has a newer commit, \w{40}: that commit's own run plans it/);
    expect(only(world)).toBe(body);
  });

  it('by one for another directory or another pull request', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed() });
    await action('plan', { folder: MAIN(), env, event });
    const theirs = only(world);
    world.comments = [{ id: 5, body: theirs, user: { login: BOT } }];
    world.pulls = [{ ...world.pulls[0], number: 8 }];
    await action('plan', {
      folder: MAIN(),
      env,
      event: { pull_request: { ...event.pull_request, number: 8 } },
    });
    expect(world.comments.map(({ body }) => readComment(body)?.number)).toEqual([7, 8]);
  });
});

it('succeeds even if it may not comment', async () => {
  const { world, env } = await setUp();
  world.refusals.set('POST issues/7/comments', {
    status: 403,
    message: 'Resource not accessible by integration',
  });
  const event = await propose(world, { folder: changed() });
  const { code, log } = await action('plan', { folder: MAIN(), env, event });
  expect(code).toBe(0);
  expect(log).toContain('::warning::The pull request');
});

it('keeps an issue open while there is drift', async () => {
  const { world, env } = await setUp();
  await action('plan', { folder: declare(), env: { ...env, 'INPUT_DRIFT-ISSUE': 'true' } });
  expect(world.issues).toMatchObject([{ title: 'Cluster example is not as declared', state: 'open' }]);
});

it('sets its outputs and writes its summary even if the drift issue cannot be opened', async () => {
  const { world, env } = await setUp();
  world.refusals.set('POST issues', { status: 410, message: 'Issues are disabled for this repo' });
  const folder = declare();
  const asked = { ...env, 'INPUT_DRIFT-ISSUE': 'true', 'INPUT_PLAN-FILE': join(folder, 'plan.json') };
  const run = await action('plan', { folder, env: asked });
  expect(run).toMatchObject({ code: 1, log: expect.stringContaining('remove the input drift-issue') });
  for (const name of ['empty', 'fingerprint', 'plan-file']) expect(run.outputs).toContain(`${name}<<`);
  expect(run.summary).toContain('2 hosts to set up');
});
