import { afterEach, expect, test } from 'vitest';
import { askStatus, onHost, plain } from './cluster.ts';

const CONFIG = '/etc/ssh/sshd_config.d/00-aaa.conf';
const status = async () => plain((await askStatus()).stdout);

/** The repair at DigitalOcean's console: a new password, and sshd's old configuration. */
async function followed(): Promise<void> {
  await onHost('host-01', 'echo "root:$(openssl rand -hex 16)" | chpasswd && usermod --password "*" root');
  await onHost('host-01', `rm -f ${CONFIG} && systemctl reload ssh`);
}
afterEach(followed);

test.each([
  ['root has to change its password', 'chage -d 0 root', /root password has expired/],
  [
    'sshd admits only another user',
    `echo 'AllowUsers deploy' > ${CONFIG} && systemctl reload ssh`,
    /host-01 \S+ does not accept our SSH key, though sql does/,
  ],
])('if %s, status says so, and its advice helps', async (_, line, expected) => {
  await onHost('host-01', line);
  const said = await status();
  expect(said).toMatch(expected);
  expect(said).toMatch(/host-01 is up but cannot be managed: .*Recovery Console/);
  expect(said).not.toMatch(/CLUSTER_SECRET|power-cycle|python3/);
  await followed();
  expect(await status()).not.toContain('cannot be managed');
});
