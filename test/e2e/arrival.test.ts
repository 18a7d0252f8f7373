import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, dropletsOf } from './api.ts';
import { AS_DECLARED, plain } from './cluster.ts';
import { FOUR_HOSTS, type OwnCloud, ownCloud } from './own-cloud.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud('e2e-arrival', FOUR_HOSTS);
});
afterAll(() => own.end());

const NOT_TO_BE_DONE = '#cloud-config\n{"runcmd": [["false"]]}\n';
/** A password that was sent by mail. sshd would run no command for such a root, not even by key. */
const EXPIRED = `#cloud-config\nchpasswd: {expire: true, list: ['root:sent-by-mail']}\n`;
const LIMITS = { 'arrival-timeout-minutes': '1', 'host-timeout-minutes': '1' };

test('reports each host that never comes up in one line, and still converges the primary', {
  timeout: 400_000,
}, async () => {
  await own.cloud.control('PUT', '/local/holds/host-01');
  await own.cloud.control('PUT', '/local/vendor-data/host-01', { text: EXPIRED });
  await own.cloud.control('PUT', '/local/vendor-data/host-02', { text: NOT_TO_BE_DONE });
  const running = own.apply({ inputs: LIMITS });
  await expect
    .poll(
      async () => own.cloud.control('PUT', '/local/links/host-03', { up: false }).then(() => 'cut', String),
      {
        timeout: 60_000,
      },
    )
    .toBe('cut');
  const { code, stdout, stderr } = await running;
  expect(code, stdout + stderr).toBe(1);
  const failures = plain(stderr);
  expect(failures).toMatch(
    /^host-01: droplet host-01 is not active .* then apply again\. It is not created twice/m,
  );
  expect(failures).toMatch(/^host-02: cloud-init ended with "error: .*delete its droplet and apply again/m);
  expect(failures).toMatch(/^host-03: .* did not answer within \d+ s/m);
  expect(failures.trim().split('\n')).toHaveLength(3);
  const { stdout: database } = await own.cloud.exec('sql', ['systemctl', 'is-active', 'mariadb']);
  expect(database.trim()).toBe('active');
});

test('converges in the next run after the reported fixes', { timeout: 400_000 }, async () => {
  await own.cloud.control('DELETE', '/local/holds/host-01');
  await own.cloud.control('PUT', '/local/links/host-03', { up: true });
  await own.cloud.control('PUT', '/local/vendor-data/host-02', { text: '' });
  const failed = (await dropletsOf(own.cloud)).find(({ name }) => name === 'host-02');
  await call(own.cloud, 'DELETE', `/droplets/${failed?.id}`);
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  expect((await dropletsOf(own.cloud)).map(({ name }) => name).sort()).toEqual([
    'host-01',
    'host-02',
    'host-03',
    'sql',
  ]);
  // Over new connections, also to the host whose root password had expired.
  expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
});

const HOLD = `import fcntl, signal
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
signal.pause()`;

test('apply waits while another process holds apt, and continues once it is free', {
  timeout: 400_000,
}, async () => {
  const onHost = (...command: string[]) => own.cloud.exec('host-01', command);
  await onHost('dpkg', '--purge', '--force-depends', 'unattended-upgrades');
  await onHost('systemd-run', '--unit=holds-apt', 'python3', '-c', HOLD);
  const running = own.apply();
  await expect.poll(async () => (await onHost('pgrep', '-x', 'apt-get')).code, { timeout: 120_000 }).toBe(0);
  const { stdout: held } = await onHost('systemctl', 'is-active', 'holds-apt');
  await onHost('systemctl', 'stop', 'holds-apt');
  const { code, stdout, stderr } = await running;
  expect(held.trim()).toBe('active');
  expect(code, stdout + stderr).toBe(0);
  expect((await onHost('dpkg-query', '-W', 'unattended-upgrades')).code).toBe(0);
});
