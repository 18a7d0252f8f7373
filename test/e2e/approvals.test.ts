import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { gitIn } from '../github/repository/git.ts';
import type { Run } from '../github/runs.ts';
import { lookFrom, type Outside } from './life/outside.ts';
import { type Pages, pagesOf } from './life/pages.ts';
import { openWorld, type World } from './life/world.ts';

/** What counts as an approval, on a real cluster with the local GitHub. Each test leaves host-01 and host-02 serving. */
let world: World;
let outside: Outside;
let pages: Pages;

vi.setConfig({ testTimeout: 600_000 });

const SMALL = 's-1vcpu-1gb';
const NYC1 = 'cluster/regions/nyc1.yml';
const nyc1 = (...web: string[]) =>
  [
    'hosts:',
    `  sql: { primary: true, size: ${SMALL} }`,
    ...web.map((name) => `  ${name}: { size: ${SMALL} }`),
    '',
  ].join('\n');
const BOTH = { [NYC1]: nyc1('host-01', 'host-02') };
const FEWER = { [NYC1]: nyc1('host-01') };

beforeAll(async () => {
  world = await openWorld('approvals');
  outside = lookFrom(world.cloud, world.secrets);
  pages = pagesOf(world.github);
  for (const environment of ['plan', 'production']) await world.github.limitEnvironment(environment);
  const cluster = await readFile(join(world.clone, 'cluster/cluster.yml'), 'utf8');
  const others = { 'cluster/regions/sfo3.yml': null, 'cluster/regions/tor1.yml': null };
  const files = { ...others, ...BOTH, 'cluster/cluster.yml': `${cluster}\ndns: { ttl: 30 }\n` };
  await world.ran('deploy.yml', () => world.push(files));
});
afterAll(async () => {
  outside?.end();
  await world?.end();
});

const merge = (number: number, conclusion?: 'failure') =>
  world.ran('deploy.yml', () => world.github.merge(number), conclusion);
const said = (run: Run): string => run.jobs[0]?.annotations.map(({ message }) => message).join('\n') ?? '';
const expectBoth = async () =>
  expect(Object.keys(await outside.droplets()).sort()).toEqual(['host-01', 'host-02', 'sql']);

/** Opens a pull request that removes host-02. Returns its number once the plan is shown. */
async function proposeFewer(branch: string, base?: string): Promise<number> {
  await world.push(FEWER, branch);
  let number = 0;
  await world.ran('plan.yml', async () => {
    number = (await world.github.pullRequest({ head: branch, ...(base ? { base } : {}) })).number;
  });
  return number;
}

test('a pull request into another branch approves nothing, and its comment says so', async () => {
  const git = gitIn(world.clone);
  await git(['push', '--quiet', 'origin', 'origin/main:refs/heads/stack-1']);
  const number = await proposeFewer('stack-2', 'stack-1');
  expect((await pages.comment(number)).body).toContain('Merging into stack-1 deploys nothing.');
  await world.github.merge(number);
  const refused = await world.ran(
    'deploy.yml',
    async () => {
      await git(['fetch', '--quiet', 'origin']);
      await git(['push', '--quiet', 'origin', 'origin/stack-1:refs/heads/main']);
    },
    'failure',
  );
  expect(said(refused)).toMatch(/needs your confirmation.*host-02 is destroyed/s);
  await expectBoth();
  await world.ran('deploy.yml', () => world.push(BOTH));
});

const FORGE = (id: number) => `
on: { push: { branches: [evil] } }
permissions: { pull-requests: write }
jobs:
  forge:
    runs-on: ubuntu-24.04
    steps:
      - env: { TOKEN: "\${{ github.token }}" }
        run: |
          node -e '
            const url = process.env.GITHUB_API_URL + "/repos/" + process.env.GITHUB_REPOSITORY + "/issues/comments/${id}";
            const headers = { authorization: "Bearer " + process.env.TOKEN, "content-type": "application/json" };
            (async () => {
              const { body } = await (await fetch(url, { headers })).json();
              const forged = body.replace(/host-02 is destroyed/, "nothing is destroyed");
              const answer = await fetch(url, { method: "PATCH", headers, body: JSON.stringify({ body: forged }) });
              if (!answer.ok) process.exit(1);
            })();
          '
`;

test('a comment that a branch’s own workflow has edited approves nothing', async () => {
  const number = await proposeFewer('fewer-1');
  const { id } = await pages.comment(number);
  await world.ran('forge.yml', () => world.push({ '.github/workflows/forge.yml': FORGE(id) }, 'evil'));
  const forged = await pages.comment(number);
  expect(forged).toMatchObject({
    author: 'github-actions[bot]',
    body: expect.stringContaining('nothing is destroyed'),
  });
  const refused = await merge(number, 'failure');
  expect(said(refused)).toMatch(/comment on #\d+ was edited or written by someone else/);
  expect(said(refused)).toMatch(/needs your confirmation.*host-02 is destroyed/s);
  await expectBoth();
  await world.ran('deploy.yml', () => world.push(BOTH));
});

test('an approval counts once: not for a re-run, and not for a new droplet of the same name', async () => {
  const number = await proposeFewer('fewer-2');
  const merged = await merge(number);
  expect(Object.keys(await outside.droplets()).sort()).toEqual(['host-01', 'sql']);
  let commit = '';
  await world.ran('deploy.yml', async () => {
    commit = await world.push(BOTH);
  });
  await expectBoth();
  expect(await outside.ssh('sql', 'cat /var/lib/flotilla/deployed.json')).toContain(commit);

  const time = Date.now();
  await world.github.rerun(merged);
  await expect.poll(() => merged.status, { timeout: 60_000 }).toBe('completed');
  expect(await world.github.log(merged)).toMatch(/the newest commit of main is \w{40}.*"confirm-commit"/s);
  expect(merged.conclusion).toBe('failure');
  expect(await outside.writesSince(time)).toEqual([]);

  const again = await world.ran('deploy.yml', () => world.push(FEWER), 'failure');
  expect(said(again)).toMatch(/needs your confirmation.*host-02 is destroyed/s);
  await expectBoth();
  await world.ran('deploy.yml', () => world.push(BOTH));
});

test('a branch’s workflow gets no secret, and the action refuses the branch', async () => {
  const time = Date.now();
  await world.push({ 'wp-content/themes/flotilla/assets/evil.txt': 'evil' }, 'mine');
  await world.ran('deploy.yml', () => world.github.dispatch('deploy.yml', { ref: 'mine' }), 'failure');
  expect(await outside.writesSince(time)).toEqual([]);
});

test('the plan of a pull request is made from the merge result', async () => {
  await world.push({ 'cluster/regions/fra1.yml': 'hosts:\n  host-03:\n' }, 'more');
  await world.ran('plan.yml', () => world.github.pullRequest({ head: 'more' }));
  const number = (await pages.pulls())[0]?.number ?? 0;
  const before = (await pages.comment(number)).body;
  expect(before).toMatch(/host-03/);
  const cluster = await readFile(join(world.clone, 'cluster/cluster.yml'), 'utf8');
  await world.ran('deploy.yml', () =>
    world.push({ 'cluster/cluster.yml': cluster.replace('ttl: 30', 'ttl: 60') }),
  );
  // The branch still says 30 s, and merging it does not change that.
  await world.ran('plan.yml', () =>
    world.push({ 'cluster/regions/fra1.yml': 'hosts:\n  host-03: {}\n' }, 'more'),
  );
  const { body } = await pages.comment(number);
  expect(body).toContain('ttl 60 s');
  expect(body).toContain('nothing to destroy');
  expect(body).not.toContain('ttl 30 s');
});
