import { afterAll, expect, test } from 'vitest';
import { AS_DECLARED, apply, onHost, plain, plan } from './cluster.ts';

const KEY = '/etc/ssh/ssh_host_ed25519_key';
const HOST = 'host-02';
/** What sshd accepted, and the requests after the key exchange. */
const heard = () =>
  onHost(HOST, 'journalctl -u ssh -o cat | grep -cE "Accepted|Failed|Invalid" || true').then(Number);

afterAll(() =>
  onHost(
    HOST,
    `if [ -e ${KEY}.ours ]; then mv ${KEY}.ours ${KEY} && mv ${KEY}.pub.ours ${KEY}.pub && systemctl restart ssh; fi`,
  ),
);

test('apply names a host that presents another host key, and sends nothing to it', async () => {
  await onHost(
    HOST,
    `mv ${KEY} ${KEY}.ours && mv ${KEY}.pub ${KEY}.pub.ours && ssh-keygen -q -t ed25519 -N '' -f ${KEY} && systemctl restart ssh`,
  );
  await onHost('host-01', 'rm -f /etc/nginx/sites-enabled/flotilla.conf');
  const before = await heard();
  const planned = await plan();
  const { code, stderr } = await apply();
  expect(code).toBe(1);
  const refusal = new RegExp(
    `${HOST} \\(203\\.0\\.113\\.\\d+\\) shows the host key SHA256:\\S+ instead of SHA256:\\S+; nothing was sent`,
  );
  expect(plain(planned.stdout)).toMatch(refusal);
  expect(stderr).toMatch(refusal);
  expect(await heard()).toBe(before);
  // The other hosts are still converged.
  await onHost('host-01', 'test -s /etc/nginx/sites-enabled/flotilla.conf');

  await onHost(HOST, `mv ${KEY}.ours ${KEY} && mv ${KEY}.pub.ours ${KEY}.pub && systemctl restart ssh`);
  const again = await apply();
  expect(again.code, again.stdout + again.stderr).toBe(0);
  expect(plain((await plan()).stdout)).toMatch(AS_DECLARED);
});
