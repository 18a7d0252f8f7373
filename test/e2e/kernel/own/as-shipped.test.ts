import { afterAll, beforeAll, expect, test } from 'vitest';
import { AS_DECLARED, plain } from '../../cluster.ts';
import { type OwnCloud, ownCloud, TWO_HOSTS } from '../../own-cloud.ts';

/** What a droplet of DigitalOcean may be like in its first minutes, in cloud-init's words. */
const FIRST_MINUTES = `#cloud-config
chpasswd: {expire: true, list: ['root:sent-by-mail']}
runcmd:
  - [systemd-run, --unit=first-upgrade, python3, -c, '${'import fcntl, time; lock = open("/var/lib/dpkg/lock-frontend", "w"); fcntl.lockf(lock, fcntl.LOCK_EX); time.sleep(60)'}']
  - [sleep, '20']
`;

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud('e2e-as-shipped', TWO_HOSTS, { bare: true, vms: 'all' });
  for (const host of ['sql', 'host-01'])
    await own.cloud.control('PUT', `/local/vendor-data/${host}`, { text: FIRST_MINUTES });
});
afterAll(() => own.end());

const onHost = async (host: string, line: string): Promise<string> =>
  (await own.cloud.exec(host, ['sh', '-c', line])).stdout.trim();

test('a first apply waits for what is still at work, and succeeds', { timeout: 2_400_000 }, async () => {
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  for (const host of ['sql', 'host-01']) {
    expect(await onHost(host, 'chage --list root | head -1')).not.toContain('must be changed');
    expect(await onHost(host, 'systemctl show first-upgrade -p Result --value')).toBe('success');
  }
  expect(await onHost('host-01', 'findmnt --noheadings --types nfs4 /srv/flotilla/uploads')).not.toBe('');
  expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
});
