import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readComment } from '../../actions/src/plan/consent/comment.ts';
import { command } from '../cloud/runtime/command.ts';
import { commitFiles } from '../github/repository/work-tree.ts';
import { leaks, secretsOf } from './life/leaks.ts';
import { lookFrom, type Outside } from './life/outside.ts';
import { type Pages, pagesOf } from './life/pages.ts';
import { traces } from './life/traces.ts';
import { openWorld, type World } from './life/world.ts';

/** The life of a cluster with only git and GitHub, by the project's unmodified workflows. */
let world: World;
let outside: Outside;
let pages: Pages;

vi.setConfig({ testTimeout: 600_000 });

const SMALL = 's-1vcpu-1gb';
const TITLE = 'A small fleet';
const NGINX_FILE = '/etc/nginx/sites-enabled/flotilla.conf';
const nyc1 = (...web: string[]) =>
  ['hosts:', `  sql: { primary: true, size: ${SMALL} }`, ...web.map((line) => `  ${line}`), ''].join('\n');
const [HOST_01, HOST_02] = [`host-01: { size: ${SMALL} }`, 'host-02: { size: s-1vcpu-2gb }'];

beforeAll(async () => {
  world = await openWorld('life');
  outside = lookFrom(world.cloud, world.secrets);
  pages = pagesOf(world.github);
});
afterAll(async () => {
  outside?.end();
  await world?.end();
});

const merge = (number: number) => world.ran('deploy.yml', () => world.github.merge(number));
const drift = () => world.ran('drift.yml', () => world.github.schedule('drift.yml'));

/** Every web host is in the rotation and serves the site, and the account holds no other droplet. */
async function expectServing(...hosts: string[]): Promise<void> {
  expect(Object.keys(await outside.droplets()).sort()).toEqual([...hosts, 'sql']);
  expect(await outside.rotation()).toEqual(hosts);
  expect(await outside.pages()).toEqual(Object.fromEntries(hosts.map((host) => [host, `200 ${TITLE}`])));
}

test('a push to an empty account brings the site up', async () => {
  expect(await outside.droplets()).toEqual({});
  const cluster = await readFile(join(world.clone, 'cluster/cluster.yml'), 'utf8');
  const files = {
    ...{ 'cluster/regions/sfo3.yml': null, 'cluster/regions/tor1.yml': null },
    'cluster/regions/nyc1.yml': nyc1(HOST_01),
    'cluster/cluster.yml': `${cluster}\ndns: { ttl: 30 }\n`,
  };
  const run = await world.ran('deploy.yml', () => world.push(files));
  expect(run.event).toBe('push');
  await expectServing('host-01');
  expect(await outside.droplets()).toEqual({ 'host-01': `${SMALL} nyc1`, sql: `${SMALL} nyc1` });
  expect(await outside.ssh('sql', 'hostname')).toBe('sql\n');
  expect(run.jobs[0]?.summary).toMatch(/### Plan for example .*Done: \d+ changes.*```mermaid/s);
});

test('a nightly run checks the certificate', async () => {
  const run = await world.ran('certificates.yml', () => world.github.schedule('certificates.yml'));
  expect(await world.github.log(run)).toMatch(/No certificate is ordered: .*host-01 .*89 days left/s);
});

test('a pull request that adds a host gets the plan as a comment', async () => {
  await world.push({ 'cluster/regions/nyc1.yml': nyc1(HOST_01, `host-02: { size: ${SMALL} }`) }, 'more');
  await world.ran('plan.yml', () => world.github.pullRequest({ head: 'more', title: 'One more' }));
  const { body, author } = await pages.comment(1);
  expect(author).toBe('github-actions[bot]');
  expect(body).toMatch(/\*\*\d+ to add, .*nothing to destroy.*\+\$6\.00\/month/);
});

test('a second push updates the same comment, and the merge does exactly what it shows', async () => {
  const before = await pages.comment(1);
  const files = {
    'cluster/regions/nyc1.yml': nyc1(HOST_01, HOST_02),
    'wp-content/themes/flotilla/assets/news.txt': 'a new file of the theme',
  };
  const run = await world.ran('plan.yml', () => world.push(files, 'more'));
  const after = await pages.comment(1);
  expect(after.id).toBe(before.id);
  expect(after.body).toContain('+$12.00/month');
  const [, release] = /\*\*Content:\*\* release \w+ → (\w+); the content sync/.exec(after.body) ?? [];
  const { fingerprint } = readComment(after.body)?.shown ?? {};
  const artifact = await readFile(join(run.folder, 'artifacts/plan/plan.json'), 'utf8');
  expect(JSON.parse(artifact).fingerprint).toBe(fingerprint);

  const time = Date.now();
  const deployed = await merge(1);
  expect(deployed.jobs[0]?.summary).toContain(fingerprint);
  await expectServing('host-01', 'host-02');
  expect(await outside.droplets()).toMatchObject({ 'host-02': 's-1vcpu-2gb nyc1' });
  for (const host of ['host-01', 'host-02'])
    expect(await outside.ssh(host, 'readlink /srv/www/content/current')).toContain(`/${release}\n`);
  const writes = await outside.writesSince(time);
  const made = writes.filter(({ method, path }) => method === 'POST' && path === '/v2/droplets');
  expect(made).toMatchObject([{ body: { name: 'host-02', size: 's-1vcpu-2gb' } }]);
  expect(writes.filter(({ method }) => method === 'DELETE')).toEqual([]);
  const completed = await pages.comment(1);
  expect(completed.id).toBe(before.id);
  expect(completed.body).toMatch(/> \[!TIP\]\n.*\n> Done: \d+ changes at DigitalOcean/);
});

test('a fork’s pull request is read as data only, and its comment shows the mistakes', async () => {
  const fork = `${world.clone}-fork`;
  await command('git', ['clone', '--quiet', await world.github.fork('stranger'), fork]);
  await commitFiles(
    fork,
    { 'cluster/regions/nyc1.yml': nyc1('host-01: { size: huge }') },
    { branch: 'mine' },
  );
  const run = await world.ran(
    'plan.yml',
    () => world.github.pullRequest({ head: 'stranger:mine' }),
    'failure',
  );
  expect(run.jobs[0]?.annotations).toContainEqual(
    expect.objectContaining({ level: 'error', file: 'cluster/regions/nyc1.yml', line: 3 }),
  );
  expect((await pages.comment(2)).body).toMatch(
    /The plan for example failed.*cluster\/regions\/nyc1\.yml:3/s,
  );
});

test('the add-region workflow adds a region by a pull request', async () => {
  const inputs = { region: 'sfo3', mode: 'pull-request' };
  await world.ran('add-region.yml', () => world.github.dispatch('add-region.yml', { inputs }));
  const [pull] = await pages.pulls();
  expect(pull).toMatchObject({ number: 3, user: { login: 'github-actions[bot]' }, title: /host-03.*sfo3/ });
  expect((await pages.comment(3)).body).toMatch(/\*\*\d+ to add, .*\+\$6\.00\/month/);
  await merge(3);
  await expectServing('host-01', 'host-02', 'host-03');
});

test('the add-region workflow adds a region by a commit', async () => {
  const inputs = { region: 'tor1', mode: 'commit' };
  const run = await world.ran('deploy.yml', () => world.github.dispatch('add-region.yml', { inputs }));
  expect(run).toMatchObject({ event: 'workflow_dispatch', actor: 'github-actions[bot]' });
  await expectServing('host-01', 'host-02', 'host-03', 'host-04');
  expect(await outside.droplets()).toMatchObject({ 'host-04': `${SMALL} tor1` });
});

test('a change made by hand opens an issue, which closes once it is repaired', async () => {
  await outside.ssh('host-01', `echo '# by hand' >> ${NGINX_FILE}`);
  await drift();
  const [opened] = await pages.driftIssues();
  expect(opened).toMatchObject({ state: 'open', user: { login: 'github-actions[bot]' } });
  expect(opened?.body).toMatch(/flotilla\.conf.*# by hand/s);
  await drift();
  expect(await pages.driftIssues()).toEqual([opened]);
  const repair = await world.github.dispatch('deploy.yml');
  // Waits for its turn; otherwise it would report what is being repaired.
  await drift();
  expect(repair.conclusion).toBe('success');
  expect(await outside.ssh('host-01', `grep -c 'by hand' ${NGINX_FILE} || true`)).toBe('0\n');
  expect(await pages.driftIssues()).toMatchObject([{ number: opened?.number, state: 'closed' }]);
});

test('a problem that no plan repairs opens an issue too', async () => {
  const file = '/etc/ssh/sshd_config.d/00-aaa.conf';
  const open = async () => (await pages.driftIssues()).filter(({ state }) => state === 'open');
  await outside.ssh('host-01', `echo 'X11Forwarding yes' > ${file}`);
  await drift();
  expect(await open()).toMatchObject([
    { title: 'Cluster example is not well', body: expect.stringContaining('00-aaa.conf') },
  ]);
  await outside.ssh('host-01', `rm ${file}`);
  await drift();
  expect(await open()).toEqual([]);
});

test('a pull request that deletes a host shows the danger, and its merge deletes the host', async () => {
  await world.push({ 'cluster/regions/sfo3.yml': null }, 'fewer');
  await world.ran('plan.yml', () => world.github.pullRequest({ head: 'fewer' }));
  const number = (await pages.pulls())[0]?.number ?? 0;
  const { body } = await pages.comment(number);
  expect(body).toMatch(
    /to destroy.*\n\n> \[!WARNING\]\n> Merging this pull request approves the following.*\n>\n> - host-03 is destroyed/,
  );
  await merge(number);
  await expectServing('host-01', 'host-02', 'host-04');
  expect((await pages.comment(number)).body).toContain('> Done: ');
});

test('a push that deletes a host is refused until a person confirms it', async () => {
  const time = Date.now();
  const refused = await world.ran(
    'deploy.yml',
    () => world.push({ 'cluster/regions/tor1.yml': null }),
    'failure',
  );
  const said = refused.jobs[0]?.annotations.map(({ message }) => message).join('\n') ?? '';
  expect(said).toMatch(/needs your confirmation.*host-04 is destroyed.*enter [0-9a-f]{12} under "confirm"/s);
  await expectServing('host-01', 'host-02', 'host-04');
  expect(await outside.writesSince(time)).toEqual([]);
  const confirm = /enter ([0-9a-f]{12}) under "confirm"/.exec(said)?.[1] ?? '';
  await world.ran('deploy.yml', () => world.github.dispatch('deploy.yml', { inputs: { confirm } }));
  await expectServing('host-01', 'host-02');
});

test('no log, comment, issue or file holds a secret', async () => {
  const texts = await traces(world);
  const kinds = Object.keys(texts);
  // Finding known text in each of them proves that the search works.
  expect(leaks(texts, new Map([['a host', ['host-0']]]))).toEqual(kinds.map((kind) => `${kind}: a host`));
  const all = secretsOf(world, ['sql', 'host-01', 'host-02', 'host-03', 'host-04']);
  expect(leaks(texts, all)).toEqual([]);
  expect(Object.values(texts).join('\n')).not.toMatch(/gh[ps]_[0-9a-f]{36}/);
  // Nothing had to be masked either.
  expect(Object.values(texts).join('\n')).not.toContain('***');
  for (const [name, [part = '']] of all)
    expect(leaks({ text: Buffer.from(`x${part}`).toString('base64') }, all)).toContain(`text: ${name}`);
});
