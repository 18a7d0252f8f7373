import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { READER, WRITER } from '../local-cloud/api-setup.ts';
import { bundleInit, COMMITTED, newcomer } from './newcomer.ts';

bundleInit();

it('keeps the secrets for this user alone, and prints none', async () => {
  const me = await newcomer();
  const { log } = await me.init();
  const secret = me.kept() ?? '';
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(log).not.toContain(secret);
  expect(statSync(join(me.folder, '.secrets/cluster-secret')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(me.folder, '.secrets/plan-key'), 'utf8')).toMatch(
    /^-----BEGIN OPENSSH PRIVATE KEY/,
  );
  expect(me.cloud.journal().filter(({ method, status }) => method !== 'GET' && (status ?? 0) < 300)).toEqual(
    [],
  );
});

it('stores no token that lacks a scope, and none for plans that can write', async () => {
  const me = await newcomer();
  const { code, log } = await me.initWith({ DIGITALOCEAN_TOKEN: READER, DIGITALOCEAN_READ_TOKEN: WRITER });
  expect(code).toBe(1);
  expect(log).toContain('DIGITALOCEAN_TOKEN lacks droplet:create, firewall:create');
  expect(log).toMatch(
    /DIGITALOCEAN_READ_TOKEN can write \(droplet:create.*Create a token with read access only/,
  );
  expect([...me.github.secrets.keys()].filter((name) => name.endsWith('TOKEN'))).toEqual([]);
});

it('names the token that DigitalOcean does not know', async () => {
  const me = await newcomer();
  const { code, log } = await me.initWith({ DIGITALOCEAN_READ_TOKEN: 'dop_v1_unknown' });
  expect(code).toBe(1);
  expect(log).toContain('DIGITALOCEAN_READ_TOKEN could not be checked');
  expect(me.github.writes).toEqual([]);
});

it('names a locked account as such, and a zone that may not be seen is not a missing one', async () => {
  const me = await newcomer();
  const put = (payload: object) =>
    me.cloud.control.inject({ method: 'PUT', url: '/local/standing', payload });
  await put({ status: 'locked', message: 'Your last payment failed.' });
  const { log } = await me.init();
  expect(log).toContain(
    'DigitalOcean has locked this account: Your last payment failed. Pay the open balance',
  );
  expect(log).not.toContain('lacks');
  await put({});
  const fault = { match: { path: '/v2/domains/example.com' }, fault: { status: 403 } };
  await me.cloud.control.inject({ method: 'POST', url: '/local/faults', payload: fault });
  const hidden = await me.init();
  expect(hidden.log).toContain('DIGITALOCEAN_TOKEN lacks domain:read');
});

it('restores the declaration if an answer would break it', async () => {
  const me = await newcomer();
  const { code, log } = await me.init('--domain', 'elsewhere.net');
  expect(code).toBe(1);
  expect(log).toContain('cluster/cluster.yml was left as it was');
  expect(readFileSync(join(me.folder, 'cluster/cluster.yml'), 'utf8')).toBe(COMMITTED);
  expect(existsSync(join(me.folder, '.secrets'))).toBe(false);
});

it('writes no secret where git would commit it', async () => {
  const me = await newcomer();
  rmSync(join(me.folder, '.gitignore'));
  const { code, log } = await me.init();
  expect(code).toBe(1);
  expect(log).toContain('git does not ignore .secrets/');
  expect(existsSync(join(me.folder, '.secrets'))).toBe(false);
  expect(me.github.writes).toEqual([]);
});

it('names a missing program before anything else', async () => {
  const me = await newcomer({ programs: ['node', 'gh'] });
  const { code, log } = await me.init();
  expect(log).toBe(
    'This machine has no git. Nothing was changed. Install what is missing, on Debian or Ubuntu with `sudo apt-get install git`, and run this again.\n',
  );
  expect(code).toBe(1);
});
