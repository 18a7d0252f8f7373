import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { READER } from '../local-cloud/api-setup.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { bundled, CLUSTER, declare, setUp } from './actions.ts';
import { propose } from './propose.ts';

/** Real processes with malicious input. Each reports the problem and changes nothing. */
const NAMES = ['plan', 'apply', 'sync-content', 'renew-certificates', 'add-region'] as const;
const action = bundled();

const ASKED = { INPUT_REGION: 'fra1', INPUT_HOSTS: '1', INPUT_SIZE: 's-1vcpu-1gb' };
const HOSTILE = '$(touch pwned)`touch pwned`";touch pwned;#';
const BOMB = [...'abcdefghi']
  .map(
    (name, level, names) =>
      `${name}: &${name} [${`${level ? `*${names[level - 1]}` : 'lol'}, `.repeat(9)}]\n`,
  )
  .join('');

const write = (folder: string, path: string, text: string) => writeFileSync(join(folder, path), text);

describe.each(NAMES)('%s', (name) => {
  it('contacts nothing for a malicious declaration, and annotates each of its files', async () => {
    const { cloud, world, env } = await setUp();
    const folder = declare(CLUSTER.padEnd(10_000_000, '\n# padding'));
    write(folder, 'cluster/regions/nyc1.yml', BOMB);
    symlinkSync('/etc/shadow', join(folder, 'cluster/regions/sfo3.yml'));
    write(folder, 'cluster/regions/tor1.yml', `hosts:\n  '${HOSTILE}': {}\n`);
    const { code, log, summary } = await action(name, { folder, env: { ...env, ...ASKED } });
    expect(code).toBe(1);
    for (const mistake of [
      'cluster/cluster.yml:1:1: the file is larger than 256 KiB',
      'cluster/regions/nyc1.yml:1:4: anchors and aliases (`&x`, `*x`, `<<`) are not supported',
      'cluster/regions/sfo3.yml:1:1: this is a link, or not a regular file',
      'cluster/regions/tor1.yml:2:3:',
    ]) {
      expect(log).toContain(mistake);
      expect(summary).toContain(mistake.split(':', 3).slice(0, 2).join(':'));
      const [file = '', line = ''] = mistake.split(':');
      expect(log).toContain(`::error title=Declaration,file=${file},line=${line},`);
    }
    expect(mistakesIn(summary)).toEqual([]);
    expect(world.requests).toEqual([]);
    // The first request would begin the journal.
    expect(() => cloud.journal()).toThrow('ENOENT');
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('stops after one answer to an unknown token, and does not print it', async () => {
    const { cloud, world, env } = await setUp();
    const folder = declare();
    mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
    write(folder, 'wp-content/themes/t/style.css', 'body {}');
    const strange = { ...env, ...ASKED, 'INPUT_DIGITALOCEAN-TOKEN': 'dop_v1_nobody' };
    const { code, log, summary } = await action(name, { folder, env: strange });
    expect(code).toBe(1);
    expect(log).toMatch(
      /DigitalOcean answered 401: .* The token is mistyped, revoked or expired\. Create a new one at https:/,
    );
    expect(log.replaceAll('::add-mask::dop_v1_nobody', '') + summary).not.toContain('dop_v1_nobody');
    for (const { status } of cloud.journal()) expect(status).toBe(401);
    expect(world.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});

it.each([
  ['plan', { 'INPUT_TIME-LIMIT-MINUTES': HOSTILE }, `Input "time-limit-minutes" is "${HOSTILE}": write`],
  ['plan', { 'INPUT_API-URL': 'file:///etc/passwd' }, 'Input "api-url" is "file:///etc/passwd": write a URL'],
  ['plan', { 'INPUT_PULL-REQUEST': HOSTILE }, `Input "pull-request" is "${HOSTILE}": write its number`],
  ['apply', { INPUT_ADOPT: HOSTILE }, `Input "adopt" is "${HOSTILE}": write true or false`],
  ['apply', { 'INPUT_CLUSTER-SECRET': 'ab' }, 'CLUSTER_SECRET is not 64 hexadecimal digits'],
])('%s names the input that it cannot use: %j', async (name, input, answer) => {
  const { cloud, world, env } = await setUp();
  const { code, log } = await action(name, { folder: declare(), env: { ...env, ...input } });
  expect(code).toBe(1);
  expect(log).toContain(answer);
  expect(() => cloud.journal()).toThrow('ENOENT');
  expect(world.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
});

it('apply creates nothing with a token that may only read, and names the missing scope', async () => {
  const { cloud, env } = await setUp();
  const token = { 'INPUT_DIGITALOCEAN-TOKEN': READER };
  const { code, log } = await action('apply', { folder: declare(), env: { ...env, ...token } });
  expect(code).toBe(1);
  expect(log).toMatch(/answered 403: .* The token does not have the scope \w+:create/);
  const writes = cloud.journal().filter(({ method }) => method !== 'GET');
  expect(writes.map(({ status }) => status)).toEqual(writes.map(() => 403));
});

describe('a branch, a title and a person named like commands', () => {
  it('reach no shell and no Markdown by a pull request', async () => {
    const { world, env } = await setUp();
    const folder = declare();
    const more = declare(`${CLUSTER}\n# more`);
    const { pull_request: pull } = await propose(world, { folder: more });
    const event = { pull_request: { ...pull, title: HOSTILE, head: { ...pull.head, ref: HOSTILE } } };
    const names = { GITHUB_HEAD_REF: HOSTILE, GITHUB_REF: `refs/heads/${HOSTILE}`, GITHUB_ACTOR: HOSTILE };
    expect(await action('plan', { folder, env: { ...env, ...names }, event })).toMatchObject({ code: 0 });
    expect(world.comments).toHaveLength(1);
    expect(mistakesIn(world.comments[0]?.body ?? '')).toEqual([]);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('are committed to as they are', async () => {
    const { world, env } = await setUp();
    const folder = declare();
    const before = readFileSync(join(folder, 'cluster/regions/nyc1.yml'), 'utf8');
    world.files.set(`${HOSTILE}:cluster/regions/nyc1.yml`, before);
    const branch = { GITHUB_SHA: 'e'.repeat(40), GITHUB_REF_NAME: HOSTILE, GITHUB_REF_TYPE: 'branch' };
    const inputs = { ...ASKED, INPUT_REGION: 'nyc1', INPUT_MODE: 'commit' };
    const { code } = await action('add-region', { folder, env: { ...env, ...branch, ...inputs } });
    expect(code).toBe(0);
    expect(world.started).toEqual([{ workflow: 'deploy.yml', ref: HOSTILE }]);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});
