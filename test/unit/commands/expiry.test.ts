import { beforeEach, expect, it, vi } from 'vitest';
import type { RenewReport } from '../../../actions/src/certificates/renewal.ts';
import { apiUrl } from '../../../actions/src/commands/cluster.ts';
import { reportExpiry } from '../../../actions/src/commands/issues.ts';
import { EXAMPLE } from '../plan/example.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { jobWith } from './reporting.ts';

const DAY = 86_400_000;

beforeEach(() => vi.unstubAllEnvs());

/** The certificates that hosts served at both their addresses, with so many of the ninety days left. */
const report = (days: Record<string, number>): RenewReport => ({
  renewed: false,
  served: Object.entries(days).flatMap(([host, left]) =>
    ['203.0.113.11', '2001:db8::11'].map((address) => ({
      ...{ host, address, serial: '0a', sha256: '', names: [] },
      ...{ notBefore: Date.now() + (left - 90) * DAY, notAfter: Date.now() + (left + 0.5) * DAY },
    })),
  ),
  failures: [
    'certificate: Cannot complete the ACME step "new order": down. The authority is down or unreachable. The next run tries again.',
  ],
});
const WELL = { 'host-01': 60, 'host-02': 60, 'host-03': 60 };

it('opens one issue when little time is left, updates it, and closes it when every host is well', async () => {
  const world = await jobWith('expiry-issue');
  await reportExpiry(EXAMPLE, report({ ...WELL, 'host-02': 14 }));
  await reportExpiry(EXAMPLE, report({ ...WELL, 'host-02': 13 }));
  expect(world.issues).toHaveLength(1);
  const [issue] = world.issues;
  expect(issue).toMatchObject({ state: 'open', title: 'The certificate of cluster example expires soon' });
  expect(issue?.body).toContain('| host-02 | `2001:db8::11` |');
  expect(issue?.body).toContain('| 13 |');
  expect(issue?.body).toContain('"new order": down');
  expect(issue?.body).not.toContain('host-01');
  expect(mistakesIn(issue?.body ?? '')).toEqual([]);
  await reportExpiry(EXAMPLE, report(WELL));
  expect(world.issues).toMatchObject([{ state: 'closed' }]);
});

it('does not count a silent host as renewed', async () => {
  const world = await jobWith('expiry-issue');
  await reportExpiry(EXAMPLE, report({ ...WELL, 'host-03': 2 }));
  await reportExpiry(EXAMPLE, report({ 'host-01': 60, 'host-02': 60 }));
  expect(world.issues).toMatchObject([{ state: 'open' }]);
});

it('opens no issue unless asked to, and names what is missing if it was', async () => {
  const world = await jobWith('expiry-issue');
  vi.stubEnv('INPUT_EXPIRY-ISSUE', 'false');
  await reportExpiry(EXAMPLE, report({ 'host-01': 1 }));
  expect(world.requests).toEqual([]);
  vi.stubEnv('INPUT_EXPIRY-ISSUE', 'true');
  vi.stubEnv('INPUT_GITHUB-TOKEN', '');
  vi.stubEnv('GITHUB_TOKEN', '');
  await expect(reportExpiry(EXAMPLE, report({ 'host-01': 1 }))).rejects.toThrow(
    'GITHUB_TOKEN is empty, and expiry-issue needs it.',
  );
});

it('uses DigitalOcean’s API unless another one is given', () => {
  vi.stubEnv('INPUT_API-URL', '');
  vi.stubEnv('DIGITALOCEAN_API_URL', '');
  expect(apiUrl()).toBe('https://api.digitalocean.com/v2');
});
