import { expect, test } from 'vitest';
import { AS_DECLARED, api, apply, onHost, plain, plan } from './cluster.ts';

const HOST = 'host-01';
const CONFIG = '/etc/nginx/sites-enabled/flotilla.conf';
/** Makes the next reload of nginx hang. The next boot removes it, as everything in /run. */
const HANG = `mkdir -p /run/systemd/system/nginx.service.d &&
printf '[Service]\\nExecReload=/bin/sleep 3600\\n' > /run/systemd/system/nginx.service.d/hang.conf && systemctl daemon-reload`;
const bootedAt = () => onHost(HOST, 'systemctl show --value -p UserspaceTimestamp');

test('apply reconnects to a host that loses power while it is converged, and finishes it', async () => {
  const before = await bootedAt();
  await onHost(HOST, HANG);
  await onHost(HOST, `rm ${CONFIG}`);
  const applying = apply();
  await expect
    .poll(() => onHost(HOST, 'pgrep -fx "/bin/sleep 3600" || true'), { timeout: 60_000 })
    .not.toBe('');
  const { droplets } = await api<{ droplets: { id: number }[] }>('GET', `/droplets?name=${HOST}`);
  await api('POST', `/droplets/${droplets[0]?.id}/actions`, { type: 'power_cycle' });

  const { code, stdout, stderr } = await applying;
  expect(code, stdout + stderr).toBe(0);
  expect(await bootedAt()).not.toBe(before);
  await onHost(HOST, `test -s ${CONFIG}`);
  expect(plain((await plan()).stdout)).toMatch(AS_DECLARED);
});
