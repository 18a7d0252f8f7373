import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mistakesIn } from '../plan/gfm.ts';
import { bundled, declare, setUp } from './actions.ts';

const action = bundled();

const BRANCH = {
  GITHUB_SHA: 'e'.repeat(40),
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
};
const inputs = (region: string, hosts = '2', size = 's-1vcpu-1gb', mode = 'pull-request') => ({
  ...{ INPUT_REGION: region, INPUT_HOSTS: hosts, INPUT_SIZE: size, INPUT_MODE: mode },
  ...BRANCH,
});

it('opens a pull request with the next free names, and finds it when run again', async () => {
  const { world, env } = await setUp();
  const folder = declare();
  const first = await action('add-region', { folder, env: { ...env, ...inputs('fra1') } });
  expect(first).toMatchObject({ code: 0 });
  expect(world.files.get('add-fra1-host-02-2xs-1vcpu-1gb:cluster/regions/fra1.yml')).toBe(
    '# yaml-language-server: $schema=../region.schema.json\n' +
      'hosts:\n  host-02: { size: s-1vcpu-1gb }\n  host-03: { size: s-1vcpu-1gb }\n',
  );
  expect(world.pulls).toMatchObject([{ title: 'Add host-02, host-03 in fra1' }]);
  expect(mistakesIn(first.summary)).toEqual([]);
  expect(first.summary).toContain('**2 to add · +$12.00/month**');
  expect(first.summary).toContain('| `host-03` | `fra1` | `s-1vcpu-1gb` | $6.00 |');
  expect(first.summary).toMatch(/```mermaid\nflowchart LR\n[^`]*host-03<br>new/);
  for (const [name, value] of [
    ['pull-request', '12'],
    ['head-sha', 'f'.repeat(40)],
    ['hosts', 'host-02 host-03'],
  ])
    expect(first.outputs).toMatch(new RegExp(`^${name}<<.*\n${value}\n`, 'm'));

  const again = await action('add-region', { folder: declare(), env: { ...env, ...inputs('fra1') } });
  expect(again.code).toBe(0);
  expect(world.pulls).toHaveLength(1);
});

it('commits to the branch and starts the deployment', async () => {
  const { world, env } = await setUp();
  const folder = declare();
  const before = readFileSync(join(folder, 'cluster/regions/nyc1.yml'), 'utf8');
  world.files.set('main:cluster/regions/nyc1.yml', before);
  const { code } = await action('add-region', {
    folder,
    env: { ...env, ...inputs('nyc1', '1', undefined, 'commit') },
  });
  expect(code).toBe(0);
  expect(world.files.get('main:cluster/regions/nyc1.yml')).toBe(
    `${before}  host-02: { size: s-1vcpu-1gb }\n`,
  );
  expect(world.started).toEqual([{ workflow: 'deploy.yml', ref: 'main' }]);
});

it('overwrites nothing if the branch has a newer commit', async () => {
  const { world, env } = await setUp();
  world.files.set('main:cluster/regions/nyc1.yml', 'somebody else’s');
  const run = await action('add-region', {
    folder: declare(),
    env: { ...env, ...inputs('nyc1', '1', undefined, 'commit') },
  });
  expect(run.log).toContain('changed since this run began');
  expect(world.files.get('main:cluster/regions/nyc1.yml')).toBe('somebody else’s');
  expect(world.started).toEqual([]);
});

it.each([
  [
    'a command for a region',
    inputs('"; rm -rf /"'),
    /Input "region" is `"; rm -rf \/"`, which is not a region of DigitalOcean/,
  ],
  ['a path for a region', inputs('../../x'), /which is not a region of DigitalOcean/],
  ['a mistyped region', inputs('fra2'), /did you mean `fra1`/],
  ['lines in a size', inputs('fra1', '1', 's-1vcpu-1gb }\n  evil: {'), /Input "size" is/],
  [
    'a value that is not a number',
    inputs('fra1', '$(id)'),
    /Input "hosts" is `\$\(id\)`: enter a number from 1 to 50/,
  ],
  ['another mode', inputs('fra1', '1', undefined, '`id`'), /Input "mode" is neither/],
])('refuses %s, and sends no request', async (_, hostile, answer) => {
  const { cloud, world, env } = await setUp();
  const { code, log } = await action('add-region', { folder: declare(), env: { ...env, ...hostile } });
  expect(code).toBe(1);
  expect(log).toMatch(answer);
  expect(world.requests).toEqual([]);
  // The first request would begin the journal.
  expect(() => cloud.journal()).toThrow('ENOENT');
});

it.each([
  ['a closed region', inputs('nyc2'), /nyc2 takes no new droplets now. Choose one of these regions: nyc1, /],
  [
    'a size that is not offered there',
    inputs('tor1', '1', 's-1vcpu-512mb-10gb'),
    /is not offered in tor1 now. Choose one of these sizes: s-1vcpu-1gb,/,
  ],
  ['more hosts than the account allows', inputs('fra1', '24'), /may have 25 droplets, but would have 26/],
])('refuses %s, and writes nothing', async (_, asked, answer) => {
  const { world, env } = await setUp();
  const { code, log } = await action('add-region', { folder: declare(), env: { ...env, ...asked } });
  expect(code).toBe(1);
  expect(log).toMatch(answer);
  expect(world.requests).toEqual([]);
});
