import { describe, expect, it } from 'vitest';
import type { FleetStatus } from '../../../../actions/src/plan/health/check.ts';
import {
  AWAY,
  clusterHealth,
  FAILED,
  galera,
  NFS_DOWN,
  NFS_UP,
  NO_VPN,
  primary,
  STOPPED,
  three,
  web,
} from './literals.ts';

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
