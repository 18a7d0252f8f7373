import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readComment } from '../../../actions/src/plan/comment.ts';
import { bundle } from '../../../scripts/bundle.ts';
import { READER, startCloud } from '../cloud/api-setup.ts';
import { startGitHub, type World } from '../github/fake.ts';
import { mistakesIn } from '../plan/gfm.ts';

/** As `scripts/build.ts` bundles it, of the sources as they are now. */
const built = mkdtempSync(join(tmpdir(), 'doors-'));
beforeAll(async () => {
  for (const [name, text] of await bundle(['plan'])) writeFileSync(join(built, name), text);
});
afterAll(() => rmSync(built, { recursive: true }));

const CLUSTER = [
  'name: example',
  'domain: test.example.com',
  'zone: example.com',
  'wordpress: { version: 6.8.3, title: T, admin: { user: admin, email: a@example.com } }',
].join('\n');

/** A repository's folder with a declaration of one primary and one web host. */
function declare(cluster = CLUSTER): string {
  const folder = mkdtempSync(join(tmpdir(), 'door-'));
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, 'cluster/regions'), { recursive: true });
  write('cluster/cluster.yml', cluster);
  write('cluster/regions/nyc1.yml', 'hosts:\n  sql: { primary: true }\n  host-01:\n');
  return folder;
}

const side = (sha: string, full_name: string) => ({ sha, repo: { full_name } });

interface Run {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
}

/** Runs the door as the runner does: inputs and event by the environment. */
async function runDoor(
  folder: string,
  env: Record<string, string>,
  head = 'a'.repeat(40),
  from = 'o/r',
  signal?: AbortSignal,
): Promise<Run> {
  const event = {
    pull_request: { number: 7, base: side('b'.repeat(40), 'o/r'), head: side(head, from), user: null },
  };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  writeFileSync(join(folder, 'summary.md'), '');
  writeFileSync(join(folder, 'output'), '');
  const child = spawn('node', [join(built, 'plan.cjs')], {
    ...(signal && { signal }),
    env: {
      ...{
        PATH: process.env.PATH,
        INPUT_DIRECTORY: folder,
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'o/r',
      },
      ...{ GITHUB_WORKSPACE: folder, GITHUB_EVENT_PATH: join(folder, 'event.json') },
      ...{ GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_OUTPUT: join(folder, 'output') },
      ...env,
    },
  });
  child.on('error', () => {}); // A run that is ended on purpose.
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, log, summary: readFileSync(join(folder, 'summary.md'), 'utf8') };
}

async function setUp() {
  const cloud = await startCloud();
  const { world, url } = await startGitHub();
  const env = {
    'INPUT_DIGITALOCEAN-TOKEN': READER,
    'INPUT_CLUSTER-SECRET': 'ab'.repeat(32),
    'INPUT_API-URL': `${cloud.url}/v2`,
    'INPUT_GITHUB-TOKEN': 'token-of-the-job',
    GITHUB_API_URL: url,
  };
  return { world, env };
}

const only = ({ comments }: World): string => {
  expect(comments).toHaveLength(1);
  return comments[0]?.body ?? '';
};

it('comments once, and updates that comment on the next push', async () => {
  const { world, env } = await setUp();
  const folder = declare();
  const planFile = join(folder, 'plan.json');
  const first = await runDoor(folder, { ...env, 'INPUT_PLAN-FILE': planFile });
  expect(first.log).toContain('::add-mask::token-of-the-job');
  expect(first.code).toBe(0);
  const body = only(world);
  expect(mistakesIn(body)).toEqual([]);
  expect(body).toContain('2 hosts to set up');
  expect(first.summary).toContain('2 hosts to set up');
  expect(JSON.parse(readFileSync(planFile, 'utf8')).fingerprint).toBe(readComment(body)?.shown?.fingerprint);

  await runDoor(folder, env, 'c'.repeat(40));
  expect(readComment(only(world))?.head).toBe('c'.repeat(40));
  expect(only(world)).not.toContain('not the plan for the newest commit');
});

it('says in the comment why there is no plan, marks the line, and mends the comment later', async () => {
  const { world, env } = await setUp();
  const broken = await runDoor(declare(CLUSTER.replace('zone: example.com', 'zone: other.org')), env);
  expect(broken.code).toBe(1);
  expect(broken.log).toMatch(/::error title=Declaration,file=cluster\/cluster\.yml,line=2/);
  expect(only(world)).toContain('The plan for example failed');
  expect(only(world)).toContain('cluster/cluster.yml:2:');
  await runDoor(declare(), env);
  expect(only(world)).toContain('2 hosts to set up');
});

it('marks the comment as overtaken while the next plan is being made', async () => {
  const { world, env } = await setUp();
  await runDoor(declare(), env);
  // Nothing answers there, so the next plan is being made for as long as the test needs.
  const stop = new AbortController();
  const next = runDoor(
    declare(),
    { ...env, 'INPUT_API-URL': 'http://127.0.0.1:9/v2' },
    'd'.repeat(40),
    'o/r',
    stop.signal,
  );
  await expect
    .poll(() => world.comments[0]?.body, { timeout: 15_000 })
    .toContain('`ddddddd` is [being planned]');
  stop.abort();
  await next;
});

it('only checks the declaration of a fork, and says so', async () => {
  const { world, env } = await setUp();
  const noSecrets = { 'INPUT_GITHUB-TOKEN': 'read-only', GITHUB_API_URL: env.GITHUB_API_URL };
  const { code, summary } = await runDoor(declare(), noSecrets, undefined, 'someone/r');
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
  const { code, log } = await runDoor(declare(), env);
  expect(code).toBe(0);
  expect(log).toContain('::warning::The pull request');
});

it('keeps an issue open while there is drift', async () => {
  const { world, env } = await setUp();
  await runDoor(declare(), { ...env, 'INPUT_DRIFT-ISSUE': 'true' });
  expect(world.issues).toMatchObject([{ title: 'Cluster example is not as declared', state: 'open' }]);
});
