import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type DropletAnswer, dropletsOf } from './api.ts';
import {
  AS_DECLARED,
  api,
  apply,
  askStatus,
  cloud,
  DOMAIN,
  onHost,
  PRIMARY,
  plain,
  plan,
  WEB,
} from './cluster.ts';

const TAG = 'cluster:example';
const droplets = async () => dropletsOf(await cloud());
const ids = async () => (await droplets()).map(({ id }) => id).sort();

let before: readonly DropletAnswer[];
beforeAll(async () => {
  before = await droplets();
});
const idOf = (name: string): number => before.find((droplet) => droplet.name === name)?.id ?? 0;
const resources = (names: readonly string[]) => ({
  resources: names.map((name) => ({ resource_id: String(idOf(name)), resource_type: 'droplet' })),
});
const untag = (...names: string[]) => api('DELETE', `/tags/${TAG}/resources`, resources(names));
const tag = (...names: string[]) => api('POST', `/tags/${TAG}/resources`, resources(names));
const rename = (name: string, to: string) =>
  api('POST', `/droplets/${idOf(name)}/actions`, { type: 'rename', name: to });

/** Plan and apply say what to do, and nothing is created, changed or deleted. */
async function refused(...messages: RegExp[]): Promise<void> {
  const planned = plain((await plan()).stdout);
  const applied = await apply();
  for (const line of messages) {
    expect(planned).toMatch(line);
    expect(applied.stderr).toMatch(line);
  }
  expect(applied.code).toBe(1);
  expect(await ids()).toEqual(before.map(({ id }) => id).sort());
}

afterEach(async () => {
  expect(plain((await plan()).stdout)).toMatch(AS_DECLARED);
});

test('plan and apply name a host that lost its tag, and create none in its place', async () => {
  await untag(PRIMARY, 'host-02');
  const asked = await askStatus();
  await refused(
    new RegExp(
      `sql, the primary, still exists, .* put the tag ${TAG} back on droplet sql \\(id ${idOf(PRIMARY)}\\)`,
      'i',
    ),
    new RegExp(
      `host-02 still exists, .* put the tag ${TAG} back on droplet host-02 \\(id ${idOf('host-02')}\\)`,
      'i',
    ),
  );
  expect(asked.code).toBe(1);
  expect(plain(asked.stdout)).toMatch(/sql.*has lost the tag cluster:example/s);
  await tag(PRIMARY, 'host-02');
});

test('deleting the tag in the whole account does not create a second cluster', async () => {
  await api('DELETE', `/tags/${TAG}`);
  await refused(
    ...[PRIMARY, ...WEB].map((name) => new RegExp(`tag ${TAG} back on droplet ${name} \\(id`, 'i')),
  );
  await api('POST', '/tags', { name: TAG });
  await tag(PRIMARY, ...WEB);
});

test('a renamed droplet is recognised by its host key', async () => {
  await rename('host-03', 'web-3');
  await refused(
    new RegExp(`host-03 was renamed to web-3 .* Rename droplet ${idOf('host-03')} back to host-03`),
  );
  await rename('host-03', 'host-03');
});

/** Everything in the account that a run may change. */
async function account(): Promise<string> {
  const paths = [
    '/droplets',
    '/tags',
    '/firewalls',
    '/account/keys',
    '/domains/example.com/records',
    '/uptime/checks',
    '/monitoring/alerts',
  ];
  return JSON.stringify(await Promise.all(paths.map((path) => api('GET', `${path}?per_page=200`))));
}

test('a second repository with the same cluster name and another secret writes nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'flotilla-copy-'));
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  const file = join(directory, 'cluster/cluster.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(DOMAIN, `copy.${DOMAIN}`));
  const env = { INPUT_DIRECTORY: directory, CLUSTER_SECRET: 'cd'.repeat(32) };
  const run = async (action: string) => (await cloud()).run(['node', `actions/dist/${action}.cjs`], { env });
  const was = await account();
  const refusal = /none of them proves that it was created with this CLUSTER_SECRET/;
  const planned = await run('plan');
  const applied = await run('apply');
  rmSync(directory, { recursive: true });
  expect(plain(planned.stdout)).toMatch(refusal);
  expect(plain(planned.stdout)).toMatch(
    /SSH key example-deploy-g1 .* does not follow from this CLUSTER_SECRET/,
  );
  expect(applied.stderr).toMatch(refusal);
  expect(applied.code).toBe(1);
  expect(await account()).toBe(was);
});

test('a host with sshd on another port is unreachable, and nothing else is planned', async () => {
  const moved = '/etc/ssh/sshd_config.d/00-elsewhere.conf';
  await onHost('host-02', `echo 'Port 2222' > ${moved} && systemctl restart ssh`);
  const planned = plain((await plan()).stdout);
  await onHost('host-02', `rm ${moved} && systemctl restart ssh`);
  expect(planned).toMatch(/host-02 +did not answer/);
  expect(planned).not.toMatch(/will be set up|openvpn|restarts services|known after create/);
  expect(planned).toContain('nothing to change on DigitalOcean');
});

const sql = (statements: string) =>
  onHost(PRIMARY, `mariadb --no-defaults --batch --skip-column-names -e "${statements}"`);
const tablesOf = (database: string) =>
  sql(`SELECT table_name FROM information_schema.tables WHERE table_schema = '${database}'`).then((said) =>
    said.trim().split('\n').filter(Boolean),
  );

/** Moves every table from one database to another. */
async function moveTables(from: string, to: string): Promise<void> {
  const moves = (await tablesOf(from)).map((table) => `${from}.${table} TO ${to}.${table}`);
  await sql(`CREATE DATABASE IF NOT EXISTS ${to}; RENAME TABLE ${moves.join(', ')}`);
}

test('apply does not install a new site in a database that lost its tables', async () => {
  // An earlier version left this when it was killed.
  await onHost(PRIMARY, 'touch /var/backups/flotilla/wordpress-2026-01-01.sql.gz.new');
  await onHost(PRIMARY, 'systemctl start flotilla-backup.service');
  expect(await onHost(PRIMARY, 'ls /var/backups/flotilla')).toMatch(/^(wordpress-\S+\.sql\.gz\n)+$/);
  await moveTables('wordpress', 'elsewhere');
  const asked = await askStatus();
  await refused(
    /wordpress on sql is empty, although it held the site before.*\/var\/backups\/flotilla\/wordpress-\S+\.sql\.gz/,
  );
  expect(asked.code).toBe(1);
  expect(plain(asked.stdout)).toContain('holds no site in its database');
  // The command itself refuses too.
  const installing = `echo secret | setpriv --reuid=www-data --regid=www-data --init-groups php /usr/local/lib/flotilla/site.php upgrade`;
  await expect(onHost('host-01', installing)).rejects.toThrow('Nothing was installed');
  expect(await tablesOf('wordpress')).toEqual([]);
  await moveTables('elsewhere', 'wordpress');
  await sql('DROP DATABASE elsewhere');
});

test("a password in root's own option file causes no plan", async () => {
  await onHost(PRIMARY, `printf '[client]\\nuser = other\\npassword = other\\n' > /root/.my.cnf`);
  const planned = plain((await plan()).stdout);
  await onHost(PRIMARY, 'rm /root/.my.cnf');
  expect(planned).toMatch(AS_DECLARED);
});
