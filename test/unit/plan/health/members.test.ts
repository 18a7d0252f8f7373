import { describe, expect, it } from 'vitest';
import { isUnwell } from '../../../../actions/src/plan/health/health.ts';
import {
  AWAY,
  cell,
  clusterHealth,
  FRESH,
  galera,
  NFS_UP,
  NO_VPN,
  primary,
  STOPPED,
  three,
  UNREACHABLE,
  web,
} from './literals.ts';

it('has no findings for a healthy cluster', () => {
  const page = {
    ...FRESH,
    proof: { database: { ...FRESH.proof.database, host: '127.0.0.1' } },
  };
  const well = clusterHealth({ 'host-01': web({}, { ...galera(), page }) });
  expect(well.findings).toEqual([]);
  expect(well.rows.filter(isUnwell)).toEqual([]);
  const texts = (host: string) =>
    ['vpn', 'share', 'database', 'reached'].map((title) => cell(well, host, title)?.text);
  expect(texts('sql')).toEqual(['up', 'up', 'synced, 4 of 4', '–']);
  expect(texts('host-01')).toEqual(['up', '12 ms', 'synced, 4 of 4', '–']);
});

it('has no finding for a member that gives another what that one missed', () => {
  const helping = clusterHealth({ 'host-01': web({}, galera({ state: 'Donor/Desynced' })) });
  expect(helping.findings).toEqual([]);
  expect(cell(helping, 'host-01', 'database')).toEqual({ text: 'donor, 4 of 4' });
});

describe('a cluster without its primary', () => {
  const night = clusterHealth({
    sql: UNREACHABLE,
    'host-01': web({ sharesMs: { '/srv/flotilla/tls': null } }, galera({ size: 3 })),
    'host-02': three(),
    'host-03': three(),
  });

  it('has one finding, which says what waits', () => {
    expect(night.findings).toEqual([
      {
        host: 'sql',
        what: expect.stringMatching(
          /does not answer: .* The site works without it\. Renewals of the certificate wait for it\.$/,
        ),
        todo: expect.stringMatching(/catches up on its own\. Do not delete it/),
      },
    ]);
  });

  it('shows how many members the others see', () => {
    expect(cell(night, 'host-02', 'database')).toEqual({ text: 'synced, 3 of 4' });
    expect(cell(night, 'host-01', 'share')).toEqual({ text: 'away', bad: true });
  });
});

it('reports a cut-off member next to one whose VPN is down', () => {
  const hosts = {
    sql: primary(NO_VPN, { ...NFS_UP, ...galera(AWAY) }),
    'host-01': web({ databaseMs: null }, galera({ ...STOPPED, hasData: false, position: null })),
    'host-02': web({}, galera(AWAY)),
    'host-03': web({ databaseMs: null }, galera(STOPPED)),
  };
  expect(clusterHealth(hosts).findings.map(({ host, what }) => [host, what])).toEqual([
    ['sql', expect.stringMatching(/has no VPN/)],
    ['host-01', expect.stringMatching(/has no copy/)],
    ['host-02', expect.stringMatching(/does not see the majority/)],
    ['host-03', expect.stringMatching(/MariaDB does not answer/)],
  ]);
});

describe('members that all wait for each other', () => {
  const all = (standing: Parameters<typeof galera>[0], databaseMs: number | null) =>
    clusterHealth({
      sql: primary({ databaseMs }, { ...NFS_UP, ...galera({ ...standing, position: 815 }) }),
      'host-01': web({ databaseMs }, galera(standing)),
      'host-02': web({ databaseMs }, galera(standing)),
      'host-03': web({ databaseMs }, galera({ ...standing, position: null })),
    }).findings;
  const todo = expect.stringContaining(
    'No member accepts writes now. Number of the last change that each has: sql 815, host-01 812, host-02 812, ' +
      'host-03 unknown. See docs/cluster.md.',
  );

  it.each([
    ['that do not see a majority', AWAY, 0.4, 'does not see the majority'],
    ['whose MariaDB does not answer', STOPPED, null, 'MariaDB does not answer'],
  ] as const)('%s have one finding, with what each has', (_, standing, databaseMs, what) => {
    expect(all(standing, databaseMs)).toEqual([
      {
        host: 'sql',
        what: expect.stringMatching(
          new RegExp(`${what}.* The same is true of host-01, host-02 and host-03\\.`),
        ),
        todo,
      },
    ]);
  });
});
