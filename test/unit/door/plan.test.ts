import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComment } from '../../../actions/src/plan/comment.ts';
import { unsealed } from '../../../actions/src/plan/seal.ts';
import { sealFrom } from '../../../actions/src/secrets/plan-seal.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { WRITER } from '../cloud/api-setup.ts';
import { BOT, type World } from '../github/fake.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { bundled, CLUSTER, declare, setUp } from './doors.ts';
import { propose } from './propose.ts';

const door = bundled('plan');
const seal = sealFrom(deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation: 1 }));

const only = ({ comments }: World): string => {
  expect(comments).toHaveLength(1);
  return comments[0]?.body ?? '';
};

/** What main declares, and a pull request that changes it. */
const MAIN = declare;
const changed = (more = '# changed') => declare(`${CLUSTER}\n${more}`);

it('comments once, signed, and updates that comment on the next push', async () => {
  const { world, env } = await setUp();
  const folder = MAIN();
  const planFile = join(folder, 'plan.json');
  const event = await propose(world, { folder: changed() });
  const first = await door('plan', { folder, env: { ...env, 'INPUT_PLAN-FILE': planFile }, event });
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
  await door('plan', { folder, env, event: next });
  expect(readComment(only(world))?.head).toBe(next.pull_request.head.sha);
  expect(only(world)).not.toContain('not the plan for the newest commit');
});

it('plans what merging would give, and leaves nothing of it behind', async () => {
  const { world, env } = await setUp();
  const event = await propose(world, { folder: changed() });
  const folder = MAIN('name: example\nbroken');
  await door('plan', { folder, env, event });
  expect(only(world)).toContain('2 hosts to set up');
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

it('says in the comment why there is no plan, marks the line, and updates the comment later', async () => {
  const { world, env } = await setUp();
  const folder = declare(CLUSTER.replace('zone: example.com', 'zone: other.org'));
  const broken = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(broken.code).toBe(1);
  expect(broken.log).toMatch(/::error title=Declaration,file=cluster\/cluster\.yml,line=2/);
  expect(only(world)).toContain('The plan for example failed');
  expect(only(world)).toContain('cluster/cluster.yml:2:');
  await door('plan', { folder: MAIN(), env, event: await propose(world, { folder: changed() }) });
  expect(only(world)).toContain('2 hosts to set up');
});

it('says which release the commit makes of the content, and what is wrong in it before anything is asked', async () => {
  const { world, env } = await setUp();
  const folder = changed();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  writeFileSync(join(folder, 'wp-content/themes/t/style.css'), '/* Theme Name: T */');
  const { outputs } = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(outputs).toMatch(/empty<<.*\nfalse\n/);
  expect(only(world)).toMatch(/\*\*Content:\*\* the first release, [0-9a-f]{16}, live on all web hosts/);

  writeFileSync(join(folder, 'wp-content/themes/t/.env'), 'PASSWORD=1');
  const broken = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(broken.code).toBe(1);
  expect(only(world)).toContain('themes/t/.env');
  expect(only(world)).toContain('The plan for example failed');
});

it('plans without the release where Git LFS stores some of the content, which a plan does not fetch', async () => {
  const { world, env } = await setUp();
  const folder = changed();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
  writeFileSync(join(folder, 'wp-content/themes/t/logo.png'), pointer);
  const { code } = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
  expect(code).toBe(0);
  expect(only(world)).toMatch(/leaves out the release.*logo\.png: is a Git LFS pointer/);
  expect(only(world)).toContain('2 hosts to set up');
  expect(only(world)).not.toContain('**Content:**');
});

it('marks the comment as overtaken while the next plan is being made', async () => {
  const { world, env } = await setUp();
  await door('plan', { folder: MAIN(), env, event: await propose(world, { folder: changed() }) });
  const event = await propose(world, { folder: changed('# more') });
  // Nothing answers there, so the next plan is being made for as long as the test needs.
  const stop = new AbortController();
  const slow = { ...env, 'INPUT_API-URL': 'http://127.0.0.1:9/v2' };
  const next = door('plan', { folder: MAIN(), env: slow, event, signal: stop.signal });
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
    await door('plan', { folder: MAIN(), env, event: newer });
    const body = only(world);
    const { code, log } = await door('plan', { folder: MAIN(), env, event: older });
    expect(code).toBe(0);
    expect(log).toMatch(/::notice::#7 has a newer commit, \w{40}: that commit's own run plans it/);
    expect(only(world)).toBe(body);
  });

  it('by one for another directory or another pull request', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed() });
    await door('plan', { folder: MAIN(), env, event });
    const theirs = only(world);
    world.comments = [{ id: 5, body: theirs, user: { login: BOT } }];
    world.pulls = [{ ...world.pulls[0], number: 8 }];
    await door('plan', {
      folder: MAIN(),
      env,
      event: { pull_request: { ...event.pull_request, number: 8 } },
    });
    expect(world.comments.map(({ body }) => readComment(body)?.number)).toEqual([7, 8]);
  });
});

describe('the comment says what merging does', () => {
  it('into another branch: nothing', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed(), base: 'stack-1' });
    await door('plan', { folder: MAIN(), env, event });
    expect(only(world)).toContain('> Merging into stack-1 deploys nothing.');
  });

  it('to code: that the new code plans again', async () => {
    const { world, env } = await setUp();
    const folder = changed();
    mkdirSync(join(folder, 'actions'));
    writeFileSync(join(folder, 'actions/x'), '');
    await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(only(world)).toContain('This pull request changes `actions/` or `.github/`.');
  });

  it('to neither declaration, content nor code: nothing, in the log alone', async () => {
    const { world, env } = await setUp();
    const folder = declare();
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/x'), '');
    const { code, log } = await door('plan', {
      folder: MAIN(),
      env,
      event: await propose(world, { folder }),
    });
    expect({ code, comments: world.comments }).toEqual({ code: 0, comments: [] });
    expect(log).toContain('merging it deploys nothing new');
  });

  it('that there is no plan while it conflicts', async () => {
    const { world, env } = await setUp();
    const event = await propose(world, { folder: changed(), mergeable: false });
    const { code } = await door('plan', { folder: MAIN(), env, event });
    expect(code).toBe(1);
    expect(only(world)).toContain('conflicts with main: there is no plan until the conflict is resolved');
  });

  it('that another cluster was not looked at', async () => {
    const { cloud, world, env } = await setUp();
    const folder = declare(CLUSTER.replace('name: example', 'name: other'));
    const droplet = { name: 'sql', region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
    const made = await fetch(`${cloud.url}/v2/droplets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${WRITER}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...droplet, tags: ['cluster:example'] }),
    });
    expect(made.status).toBe(202);
    const { code } = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(1);
    expect(only(world)).toContain('declares the cluster other, and the default branch declares example');
    // Once, for the default branch's own cluster.
    const looks = cloud.journal().filter(({ method, path }) => method === 'GET' && /droplets/.test(path));
    expect(looks).toHaveLength(1);
  });

  it('in a new repository, whose example was never built: the cluster that it names', async () => {
    const { world, env } = await setUp();
    const folder = declare(CLUSTER.replace('name: example', 'name: other'));
    const { code } = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(0);
    expect(only(world)).toContain('### Plan for other');
  });
});

describe('a pull request that means harm', () => {
  it.each<[string, (folder: string) => void]>([
    [
      'a declaration',
      (folder) => symlinkSync('/proc/self/environ', join(folder, 'cluster/regions/fra1.yml')),
    ],
    ['the content', (folder) => symlinkSync('/proc/self', join(folder, 'wp-content'))],
  ])('learns nothing of the runner by a link in the place of %s', async (_, put) => {
    const { world, env } = await setUp();
    const folder = changed();
    put(folder);
    const { code, log } = await door('plan', {
      folder: MAIN(),
      env: { ...env, CANARY: 'yellow-bird' },
      event: await propose(world, { folder }),
    });
    expect(code).toBe(1);
    expect(log + only(world)).toMatch(/is a link/);
    expect(log + only(world)).not.toMatch(/yellow-bird|GITHUB_WORKSPACE/);
  });

  it('runs no filter and no hook of its own', async () => {
    const { world, env } = await setUp();
    const folder = changed();
    const pwned = join(folder, 'pwned');
    writeFileSync(join(folder, 'cluster/.gitattributes'), '* filter=evil diff=evil\n');
    writeFileSync(join(folder, 'cluster/.gitconfig'), `[filter "evil"]\n\tsmudge = touch ${pwned}\n`);
    const { code } = await door('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(0);
    expect(readdirSync(folder)).not.toContain('pwned');
  });
});

it('only checks the declaration where it is given no secrets, whoever wrote it', async () => {
  const { world, env } = await setUp();
  const { 'INPUT_DIGITALOCEAN-TOKEN': _, 'INPUT_CLUSTER-SECRET': __, ...noSecrets } = env;
  const event = await propose(world, { folder: changed() });
  const { code, summary } = await door('plan', { folder: MAIN(), env: noSecrets, event });
  expect(code).toBe(0);
  expect(summary).toContain('2 hosts in 1 region. It was not planned: this run is given no secrets');
  expect(world.comments).toEqual([]);
});

it('only checks the declaration in a merge queue', async () => {
  const { world } = await setUp();
  const env = { GITHUB_EVENT_NAME: 'merge_group' };
  const { code, summary } = await door('plan', { folder: declare(), env });
  expect(code).toBe(0);
  expect(summary).toContain('2 hosts in 1 region. It was not planned');
  expect(world.requests).toEqual([]);
});

it('plans for Dependabot too, where the secrets are there', async () => {
  const { world, env } = await setUp();
  const { pull_request } = await propose(world, { folder: changed() });
  const event = { pull_request: { ...pull_request, user: { login: 'dependabot[bot]' } } };
  await door('plan', { folder: MAIN(), env, event });
  expect(only(world)).toContain('2 hosts to set up');
});

it('names the secret that is no key, before anything is looked at', async () => {
  const { cloud, world, env } = await setUp();
  const event = await propose(world, { folder: changed() });
  const { code, log } = await door('plan', {
    folder: MAIN(),
    env: { ...env, 'INPUT_PLAN-KEY': 'hello' },
    event,
  });
  expect(code).toBe(1);
  expect(log).toContain('Set the secret PLAN_SSH_KEY again');
  expect(() => cloud.journal()).toThrow('ENOENT');
});

it('fails no plan where it may not comment', async () => {
  const { world, env } = await setUp();
  world.refusals.set('POST issues/7/comments', {
    status: 403,
    message: 'Resource not accessible by integration',
  });
  const event = await propose(world, { folder: changed() });
  const { code, log } = await door('plan', { folder: MAIN(), env, event });
  expect(code).toBe(0);
  expect(log).toContain('::warning::The pull request');
});

it('keeps an issue open while there is drift', async () => {
  const { world, env } = await setUp();
  await door('plan', { folder: declare(), env: { ...env, 'INPUT_DRIFT-ISSUE': 'true' } });
  expect(world.issues).toMatchObject([{ title: 'Cluster example is not as declared', state: 'open' }]);
});

it('gives its outputs and its summary also where the drift issue cannot be opened', async () => {
  const { world, env } = await setUp();
  world.refusals.set('POST issues', { status: 410, message: 'Issues are disabled for this repo' });
  const folder = declare();
  const asked = { ...env, 'INPUT_DRIFT-ISSUE': 'true', 'INPUT_PLAN-FILE': join(folder, 'plan.json') };
  const run = await door('plan', { folder, env: asked });
  expect(run).toMatchObject({ code: 1, log: expect.stringContaining('remove the input drift-issue') });
  for (const name of ['empty', 'fingerprint', 'plan-file']) expect(run.outputs).toContain(`${name}<<`);
  expect(run.summary).toContain('2 hosts to set up');
});
