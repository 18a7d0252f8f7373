import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropletsOf } from './api.ts';
import { AS_DECLARED, plain } from './cluster.ts';
import { type OwnCloud, ownCloud, TWO_HOSTS } from './own-cloud.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud('e2e-faults', TWO_HOSTS);
});
afterAll(() => own.end());

const order = (fault: object) => own.cloud.control('POST', '/local/faults', fault);
const noFaults = () => own.cloud.control('DELETE', '/local/faults');

/** The last lines that a person reads. */
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** Every kind of failure that a retry may fix. Half-open: no answer within the timeout. */
const WAYS = [
  { status: 429, retryAfter: 1 },
  { status: 500 },
  { status: 503 },
  { drop: 'before' },
  { drop: 'after' },
] as const;
const HALF_OPEN = { delayMs: 40_000, drop: 'before' };

test('apply converges while a fifth of all API calls fail', { timeout: 600_000 }, async () => {
  await own.cloud.control('PUT', '/local/lag', { lists: 1000 });
  await order({ nth: 9, fault: HALF_OPEN });
  for (const [index, fault] of WAYS.entries())
    await order({ probability: 0.2 / WAYS.length, seed: 2026 + index, fault });

  const { code, stdout, stderr } = await own.apply();
  const { faults } = (await own.cloud.control('GET', '/local/faults')) as { faults: { made: number }[] };
  await noFaults();
  await own.cloud.control('PUT', '/local/lag', { lists: 0 });

  expect(code, stdout + stderr).toBe(0);
  const made = faults.map((fault) => fault.made);
  expect(made[0]).toBe(1);
  expect(
    made.reduce((sum, count) => sum + count),
    made.join(),
  ).toBeGreaterThan(8);
  expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
  expect(await dropletsOf(own.cloud)).toHaveLength(2);
});

test('apply stops within its time limit and says what to do if one endpoint keeps failing', async () => {
  await order({ match: { path: '/v2/firewalls$' }, fault: { status: 503 } });
  const began = performance.now();
  const { code, stderr } = await own.apply({ inputs: { 'time-limit-minutes': '1' } });
  const seconds = (performance.now() - began) / 1000;
  await noFaults();
  expect(code).toBe(1);
  expect(lastLine(stderr)).toMatch(
    /^Cannot list firewalls: DigitalOcean answered 503: .* See https:\/\/status\.digitalocean\.com and run again|time limit is used up/,
  );
  expect(seconds).toBeLessThan(90);
});

test('apply reports an error that no retry can fix at once', async () => {
  await order({ match: { path: '/v2/sizes$' }, fault: { status: 401 } });
  const { code, stderr } = await own.apply();
  await noFaults();
  expect(code).toBe(1);
  expect(lastLine(stderr)).toMatch(
    /^Cannot list sizes: .*mistyped, revoked or expired\. Create a new one at/,
  );
});

test('apply reports a host with a full disk in one line, and converges the others', async () => {
  const onHost = (line: string) => own.cloud.exec('host-01', ['sh', '-c', line]);
  // A full file system stands for the disk, because the host's real disk is this machine's.
  await onHost(
    'mount -t tmpfs -o size=64k tmpfs /var/lib/flotilla && head -c 1M /dev/zero > /var/lib/flotilla/full',
  );
  await onHost('rm -f /etc/nginx/sites-enabled/flotilla.conf');
  const { code, stderr } = await own.apply();
  await onHost('umount /var/lib/flotilla');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^host-01: .*No space left on device.* Its disk is full: free some space there/m);
  const again = await own.apply();
  expect(again.code, again.stdout + again.stderr).toBe(0);
});
