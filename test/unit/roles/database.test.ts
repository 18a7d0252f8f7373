import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { bufferPoolMiB } from '../../../actions/src/hosts/roles/database/config.ts';
import { folder } from '../content/tree.ts';
import { declaration, fileAt, role, rolesOn, webHost } from './cluster.ts';
import { succeeds } from './succeeds.ts';

const commandNamed = (name: string, roles: readonly RoleDesired[]) =>
  role('database', roles).commands.find((candidate) => candidate.name === name);
const command = (name: string, cluster = declaration) => commandNamed(name, rolesOn('sql', cluster));
const BOTH = { keys: [2, 1], passwords: { 'database-password': [2, 1] } };

test('MariaDB listens only on the VPN address, and starts without it', () => {
  const roles = rolesOn('sql');
  expect(fileAt('/etc/mysql/mariadb.conf.d/90-flotilla.cnf', roles).content).toContain(
    '\nbind-address = 10.8.0.1\n',
  );
  expect(fileAt('/etc/sysctl.d/61-flotilla-database.conf', roles).content).toContain(
    'net.ipv4.ip_nonlocal_bind = 1',
  );
});

test('a web host that vanished gives up its locks within a minute, including cron’s', () => {
  const { content } = fileAt('/etc/sysctl.d/61-flotilla-database.conf', rolesOn('sql'));
  const value = (name: string) => Number(new RegExp(`tcp_keepalive_${name} = (\\d+)`).exec(content)?.[1]);
  expect(value('time') + value('intvl') * value('probes')).toBeLessThanOrEqual(60);
});

test('a restart lets those who connect wait, and an apply that brings this causes no restart', () => {
  const { content, notify } = fileAt('/etc/systemd/system/mariadb.service.d/hold.conf', rolesOn('sql'));
  expect(content).toMatch(/^ExecStop=.*flotilla-hold-connections$/m);
  expect(notify).toBeUndefined();
});

test('the grant is for the VPN’s network, in the form in which MariaDB compares addresses', () => {
  expect(command('grant')?.run).toContain(`'wordpress'@'10.8.0.0/255.255.255.0' IDENTIFIED BY`);
});

test('removes an account of an earlier VPN network, and keeps one that a person created', () => {
  const { check, run } = command('no earlier networks') ?? {};
  for (const line of [check, run]) {
    expect(line).toContain("User = '\\''wordpress'\\'' AND Host LIKE '\\''%.%.%.%/%'\\''");
    expect(line).toContain("Host <> '\\''10.8.0.0/255.255.255.0'\\''");
  }
});

test('removes no account before this network has its own, and notices a missing one', () => {
  expect(command('no earlier networks')?.run).toContain('AND EXISTS (SELECT 1 FROM mysql.global_priv');
  expect(command('grant')?.check).toContain("grep -v 'not allowed to connect'");
});

test('while secrets rotate, the account accepts each generation’s password, and a file records which', () => {
  const { run, check } =
    commandNamed('grant', rolesOn('sql', { ...declaration, generation: 2 }, {}, new Set(), BOTH)) ?? {};
  expect(run).toContain(
    "IDENTIFIED VIA mysql_native_password USING PASSWORD('⟦secret:database-password@2⟧')" +
      " OR mysql_native_password USING PASSWORD('⟦secret:database-password@1⟧');",
  );
  expect(run).toMatch(/echo '2 1' >(\S+)\n$/);
  expect(check).toContain("grep -qx '2 1' /var/lib/flotilla/database-passwords");
});

test('an underscore in the database’s name is not a wildcard in its grant', () => {
  const cluster = { ...declaration, database: { ...declaration.database, name: 'my_site' } };
  expect(command('grant', cluster)?.run).toContain('ON `my\\_site`.* TO');
  expect(command('grant', cluster)?.check).toContain('ON `my\\_site`.* TO');
  expect(command('database', cluster)?.run).toContain('CREATE DATABASE IF NOT EXISTS `my_site`;');
});

test('the check proves the password with a file that only root can read', () => {
  expect(command('grant')?.check).toContain('--defaults-file=/etc/flotilla/database.cnf');
  expect(fileAt('/etc/flotilla/database.cnf', rolesOn('sql')).mode).toBe('0600');
});

test.each([
  [512, 128],
  [1024, 256],
  [2048, 1024],
  [8192, 4096],
])('with %i MiB of memory the buffer pool has %i MiB', (memory, pool) =>
  expect(bufferPoolMiB(memory)).toBe(pool),
);

const connections = (cluster: Declaration) =>
  fileAt('/etc/mysql/mariadb.conf.d/91-flotilla-connections.cnf', rolesOn('sql', cluster)).content;
const web = (count: number, size: string) => ({
  ...declaration,
  web: Array.from({ length: count }, (_, index) => ({
    ...webHost(`host-${index}`, `10.8.0.${index + 11}`),
    size,
  })),
});
const primary = (size: string) => ({ primary: { ...declaration.primary, size } });

test('the database admits every PHP worker, as far as its memory allows', () => {
  expect(connections(declaration)).toContain('\nmax_connections = 200\n');
  // Three of 97 workers each, and some to spare.
  const three = web(3, 's-4vcpu-8gb');
  expect(connections({ ...three, ...primary('s-2vcpu-4gb') })).toContain('\nmax_connections = 400\n');
  expect(connections(three)).toContain('\nmax_connections = 354\n');
});

test('a running database admits more without a restart', () => {
  const { check, run } = commandNamed('connections', rolesOn('sql')) ?? {};
  expect(check).toMatch(/SELECT @@max_connections.* -ge 200 \]; }$/);
  expect(run).toContain('SET GLOBAL max_connections = 200;');
  const notified = role('database', rolesOn('sql'))
    .files.filter(({ path }) => path.includes('connections'))
    .flatMap(({ notify = [] }) => notify);
  expect(notified).toEqual([]);
});

/** Whether a check passes on a host with a running database and a client that prints this. */
function passesWith(name: string, says: string): boolean {
  const passwords = join(folder(), 'passwords');
  writeFileSync(passwords, '1\n');
  const check = commandNamed(name, rolesOn('sql'))?.check ?? 'false';
  return succeeds(check.replace('/var/lib/flotilla/database-passwords', passwords), {
    systemctl: 'true',
    mariadb: says,
  });
}
const ERROR = (code: number, state: string) => `echo 'ERROR ${code} (${state}): as it happens' >&2; exit 1`;

test.each<[string, string, boolean]>([
  ['database', 'true', true],
  ['database', ERROR(1049, '42000'), false],
  ['database', ERROR(1045, '28000'), true],
  ['database', ERROR(2002, 'HY000'), true],
  ['no guests', 'true', true],
  ['no guests', 'echo test', false],
  ['no guests', ERROR(1045, '28000'), true],
  ['no earlier networks', ERROR(1045, '28000'), true],
  ['connections', 'echo 200', true],
  ['connections', 'echo 151', false],
  ['connections', ERROR(1045, '28000'), true],
  ['grant', "echo 'GRANT ALL PRIVILEGES ON `wordpress`.* TO wordpress'", true],
  ['grant', "echo 'GRANT USAGE ON *.* TO wordpress'", false],
  ['grant', ERROR(1045, '28000'), false],
  ['grant', ERROR(2002, 'HY000'), true],
])('a database that cannot answer is not mistaken for a missing one: %s, %s', (name, says, expected) => {
  expect(passesWith(name, says)).toBe(expected);
});

test("root's own option files do not lock us out", () => {
  const { commands, files } = role('database', rolesOn('sql'));
  const texts = [
    ...commands.flatMap(({ check, run }) => [check, run]),
    ...files.map(({ content }) => content),
  ];
  const calls = texts.flatMap((text) => text.match(/mariadb(-dump)? -.*/g) ?? []);
  expect(calls.length).toBeGreaterThan(5);
  for (const call of calls) expect(call).toMatch(/^mariadb(-dump)? --(no-defaults|defaults-file=)/);
});
