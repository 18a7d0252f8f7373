import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../content/tree.ts';
import { clustered, declaration, fileAt, role, rolesOn } from './cluster.ts';
import { succeeds } from './succeeds.ts';

test('keeps a week of nightly backups, readable only by root', () => {
  const roles = rolesOn('sql');
  expect(role('database', roles).directories).toContainEqual({
    path: '/var/backups/flotilla',
    mode: '0700',
    owner: 'root',
    group: 'root',
  });
  expect(fileAt('/usr/local/sbin/flotilla-backup', roles).content).toContain('-mtime +6 -delete');
  expect(fileAt('/usr/local/sbin/flotilla-backup', roles).content).toContain('--max-allowed-packet=1G');
  expect(role('database', roles).units).toContainEqual({
    name: 'flotilla-backup.timer',
    enabled: true,
    active: true,
  });
});

/** Whether the nightly dump is due on a host whose Galera names these members, and that has these dumps. */
function isDue(
  host: string,
  { cluster = clustered, status = 'Primary', seen = '', dumps = [] as string[] },
): boolean {
  const backups = folder();
  for (const dump of dumps) writeFileSync(join(backups, dump), '');
  const { content } = fileAt('/usr/local/sbin/flotilla-backup-due', rolesOn(host, cluster));
  const mariadb = `case "$*" in
*cluster_status*) printf 'wsrep_cluster_status\\t${status}\\n' ;;
*incoming_addresses*) printf 'wsrep_incoming_addresses\\t${seen}\\n' ;;
esac`;
  return succeeds(content.replaceAll('/var/backups/flotilla', backups), { mariadb }, 'bash');
}
const ALL = '10.8.0.12:3306,10.8.0.1:3306,10.8.0.11:3306';
const OTHERS = '10.8.0.12:3306,10.8.0.11:3306';

test.each([
  ['sql', 'all members', true, ALL],
  ['host-01', 'all members', false, ALL],
  ['host-01', 'no primary', true, OTHERS],
  ['host-02', 'no primary', false, OTHERS],
])('whether the nightly dump is due on %s, which sees %s: %s', (host, _, due, seen) => {
  expect(isDue(host, { seen })).toBe(due);
});

test('no member without the majority makes a dump', () => {
  expect(isDue('host-01', { seen: '10.8.0.11:3306', status: 'non-Primary' })).toBe(false);
});

test('a primary that has the database alone makes the dump without asking others', () => {
  expect(isDue('sql', { cluster: declaration })).toBe(true);
});

test('makes one dump a day', () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  expect(isDue('sql', { seen: ALL, dumps: [`wordpress-${day(1)}.sql.gz`] })).toBe(true);
  expect(isDue('sql', { seen: ALL, dumps: [`wordpress-${day(0)}.sql.gz`] })).toBe(false);
});
