import { afterAll, expect, test } from 'vitest';
import { onHost, WEB } from '../cluster.ts';

const SCHEDULED = '/run/systemd/shutdown/scheduled';

afterAll(() => onHost(WEB, 'shutdown -c; rm -f /run/reboot-required'));

test("an unattended upgrade that needs a reboot schedules it for the host's minute of the night", async () => {
  const time = await onHost(
    WEB,
    'sed -n \'s/.*Reboot-Time "\\(.*\\)";/\\1/p\' /etc/apt/apt.conf.d/52flotilla',
  );
  expect(time).toMatch(/^0[2-5]:\d\d$/);
  await onHost(WEB, 'touch /run/reboot-required && unattended-upgrade --verbose');
  const usec = await onHost(WEB, `sed -n 's/^USEC=//p' ${SCHEDULED}`);
  const planned = new Date(Number(usec) / 1000).toISOString().slice(11, 16);
  expect(planned).toBe(time);
  expect(await onHost(WEB, `sed -n 's/^MODE=//p' ${SCHEDULED}`)).toBe('reboot');
});
