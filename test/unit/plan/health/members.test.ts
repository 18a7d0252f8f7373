import { describe, expect, it } from 'vitest';
import type { PageFacts } from '../../../../actions/src/hosts/model/page.ts';
import type { FleetStatus } from '../../../../actions/src/plan/health/check.ts';
import { isUnwell } from '../../../../actions/src/plan/health/health.ts';
import { CLUSTERED, cell, clusterHealth, FRESH, galera, primary, UNREACHABLE, web } from './literals.ts';

const NO_VPN = { vpn: { up: false, peers: {} } };
const NFS_UP = { units: { 'nfs-server.service': { enabled: true, active: true } } };
const NFS_DOWN = { units: { 'nfs-server.service': { enabled: true, active: false } } };
const AWAY = { state: 'Initialized', size: null };
const STOPPED = { state: null, size: null };
const FAILED: PageFacts = {
  ...FRESH,
  status: 500,
  proof: {
    database: { ...FRESH.proof.database, error: 'WSREP has not yet prepared node', wrote: null },
  },
};
const three = (more = {}) => web({}, galera({ size: 3, ...more }));

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

describe('one cause gives one finding, for the host that has it', () => {
  it.each<[string, FleetStatus['hosts'], string, RegExp]>([
    [
      'a VPN that is down',
      { 'host-01': web(NO_VPN, galera(AWAY)), 'host-02': three(), 'host-03': three() },
      'host-01',
      /has no VPN, so its database does not reach the other members/,
    ],
    [
      'the VPN of the primary',
      { sql: primary(NO_VPN, { ...NFS_UP, ...galera(AWAY) }), 'host-01': three() },
      'sql',
      /has no VPN, so its database does not reach the other members/,
    ],
    [
      'a member that is cut off',
      {
        'host-01': web({ foreignFirewalls: ['ufw'] }, { ...galera(AWAY), page: FAILED }),
        'host-02': three(),
      },
      'host-01',
      /does not see the majority of the members: it serves readers and accepts no writes\. It has firewall.*ufw/,
    ],
    [
      'a stopped MariaDB',
      { 'host-01': web({ databaseMs: null }, { ...galera(STOPPED), page: FAILED }), 'host-02': three() },
      'host-01',
      /MariaDB does not answer/,
    ],
    [
      'a database that answers no connection of WordPress',
      { 'host-01': web({ databaseMs: null }, { ...galera(), page: FAILED }) },
      'host-01',
      /MariaDB does not answer/,
    ],
    [
      'a member that receives its copy',
      { 'host-01': web({ databaseMs: null }, galera({ ...STOPPED, hasData: false, position: null })) },
      'host-01',
      /has no copy of the database yet/,
    ],
    [
      'a member that is behind',
      { 'host-01': web({ changes: { seconds: 90 } }, galera({ state: 'Joined' })) },
      'host-01',
      /does not have everything that the other members have \(Galera: Joined\)/,
    ],
    [
      'a database of its own',
      { 'host-01': web({}, { galera: null }) },
      'host-01',
      /a database of its own, which is not part of the cluster/,
    ],
    [
      'two halves that both accept writes',
      { 'host-01': three(), 'host-02': web({}, galera({ size: 1 })) },
      'host-02',
      /does not see all 4 members, although all of them accept writes/,
    ],
    [
      'no free connection',
      { 'host-01': web({ databaseMs: null, connections: { used: 200, most: 200 } }, galera()) },
      'host-01',
      /no free database connections/,
    ],
    [
      'the share not exported',
      {
        sql: primary({}, { ...NFS_DOWN, ...galera() }),
        'host-01': web({ sharesMs: { '/srv/flotilla/tls': null } }, galera()),
      },
      'sql',
      /does not export the share, so web hosts get no new certificates\./,
    ],
    [
      'a hung share',
      { 'host-01': web({ sharesMs: { '/srv/flotilla/tls': null } }, galera()) },
      'host-01',
      /cannot read \/srv\/flotilla\/tls/,
    ],
    [
      'a site that is gone from every member',
      Object.fromEntries(
        ['host-01', 'host-02', 'host-03'].map((name) => [
          name,
          web(
            {},
            { ...galera(), site: { seen: true, tables: 'wp_*', stored: false, dumps: [] }, page: FAILED },
          ),
        ]),
      ),
      'host-01',
      /holds no site in its database wordpress/,
    ],
  ])('%s', (_, hosts, host, what) => {
    expect(clusterHealth(hosts).findings).toEqual([
      { host, what: expect.stringMatching(what), todo: expect.stringMatching(/\S+/) },
    ]);
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

describe('a host that is no member', () => {
  const members = ['sql', 'host-01', 'host-02'];
  const health = (guest: FleetStatus['hosts'][string], more: FleetStatus['hosts'] = {}) =>
    clusterHealth(
      {
        sql: primary({}, { ...NFS_UP, ...galera({ size: 3 }) }),
        'host-01': three(),
        'host-02': three(),
        ...more,
        'host-03': guest,
      },
      { ...CLUSTERED, database: { ...CLUSTERED.database, members } },
    );
  const former = { galera: { hasData: true, position: 4, isSafeToStart: false, state: null, size: null } };
  const found = ({ findings }: ReturnType<typeof health>) => findings.map(({ host, what }) => [host, what]);

  it('shows the member that it asks, also if it was one before', () => {
    const well = health(web({ member: 'host-02' }, former));
    expect(well.findings).toEqual([]);
    expect(cell(well, 'host-03', 'database')).toEqual({ text: 'asks host-02' });
    expect(cell(health(web({}, { galera: null })), 'host-03', 'database')).toEqual({ text: 'up' });
  });

  it('has the finding if it reaches no member', () => {
    const cut = health(web({ databaseMs: null, member: null }, { galera: null, page: FAILED }));
    expect(found(cut)).toEqual([['host-03', expect.stringMatching(/reaches no member of the database/)]]);
    const lonely = health(web({ ...NO_VPN, databaseMs: null, member: null }, { galera: null }));
    expect(found(lonely)).toEqual([
      ['host-03', expect.stringMatching(/has no VPN, so it reaches no member of the database/)],
    ]);
  });

  it('has none if no member accepts writes: they have it', () => {
    const all = { 'host-01': web({}, galera(AWAY)), 'host-02': web({}, galera(AWAY)) };
    const dark = health(web({ databaseMs: null, member: null }, { galera: null }), {
      sql: primary({}, { ...NFS_UP, ...galera(AWAY) }),
      ...all,
    });
    expect(found(dark).map(([host]) => host)).toEqual(['sql']);
    expect(cell(dark, 'host-03', 'database')).toEqual({ text: 'away', bad: true });
  });
});
