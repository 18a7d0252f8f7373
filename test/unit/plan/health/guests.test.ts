import { describe, expect, it } from 'vitest';
import type { FleetStatus } from '../../../../actions/src/plan/health/check.ts';
import {
  AWAY,
  CLUSTERED,
  cell,
  clusterHealth,
  FAILED,
  galera,
  NFS_UP,
  NO_VPN,
  primary,
  three,
  web,
} from './literals.ts';

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
