import { expect, test } from 'vitest';
import { AS_DECLARED, plain } from '../../cluster.ts';
import { act, apply, awaitOn, BOTH, bootedAt, cutPower, expectAllBack, onHost, WEB } from '../cluster.ts';

test.each(BOTH)('%s comes back without help from a reboot', async (host) => {
  const before = await bootedAt(host);
  await act(host, 'reboot');
  await expect.poll(() => bootedAt(host), { timeout: 300_000 }).not.toBe(before);
  await expectAllBack();
});

test.each(BOTH)('%s comes back without help from a reboot that it makes itself', async (host) => {
  const before = await bootedAt(host);
  await onHost(host, 'systemd-run --on-active=1 systemctl reboot');
  await expect.poll(() => bootedAt(host), { timeout: 300_000, interval: 2_000 }).not.toBe(before);
  await expectAllBack();
});

const CONFIG = '/etc/nginx/sites-enabled/flotilla.conf';

test('an apply whose host loses its power finishes, or the next one does', async () => {
  await onHost(WEB, `rm ${CONFIG} && sync`);
  const applying = apply();
  await awaitOn(WEB, `test -e ${CONFIG}`, 60);
  await cutPower(WEB);
  await act(WEB, 'power_on');
  await applying;
  await expectAllBack();
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  await onHost(WEB, `test -s ${CONFIG}`);
  expect(plain((await apply()).stdout)).toMatch(AS_DECLARED);
});
