import { expect, test } from 'vitest';
import { apply, cloud, onHost, PRIMARY, plain, WEB } from './cluster.ts';

const HOSTS = [PRIMARY, ...WEB];
/** Logins that sshd has accepted since the host booted. */
const logins = (host: string) =>
  onHost(host, 'journalctl -u ssh -o cat | grep -c "Accepted publickey" || true').then(Number);

test('a second apply changes nothing, with at most eight requests and one connection to each host', async () => {
  const before = {
    requests: (await (await cloud()).journal()).length,
    logins: await Promise.all(HOSTS.map(logins)),
  };
  const { code, stdout } = await apply();
  const made = (await (await cloud()).journal()).slice(before.requests);
  expect(plain(stdout)).toContain('Nothing to change');
  expect(code).toBe(0);
  expect(made.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(made.length).toBeGreaterThan(0);
  expect(made.length).toBeLessThanOrEqual(8);
  const after = await Promise.all(HOSTS.map(logins));
  expect(after.map((count, index) => count - (before.logins[index] ?? 0))).toEqual(HOSTS.map(() => 1));
});
