import { describe, expect, it } from 'vitest';
import type { PageFacts } from '../../../../actions/src/hosts/model/page.ts';
import type { FleetStatus } from '../../../../actions/src/plan/health/check.ts';
import { FRESH, health, LONELY, primary, SERVED, UNREACHABLE, web } from './literals.ts';

const DEAD: PageFacts = {
  ...FRESH,
  status: 500,
  proof: { database: { ...FRESH.proof.database, error: 'No route to host', wrote: null } },
};
const OVERRIDDEN = {
  program: 'sshd',
  setting: 'PermitRootLogin',
  wanted: 'prohibit-password',
  is: 'yes',
  by: '/etc/ssh/sshd_config.d/00-aaa.conf',
};
const OTHER: PageFacts = { ...FRESH, proof: { database: { ...FRESH.proof.database, name: 'blog' } } };

describe('one cause gives one finding, for the host that has it', () => {
  it.each<[string, FleetStatus['hosts'], string, RegExp]>([
    [
      'MariaDB stopped',
      {
        sql: primary({ databaseMs: null }),
        'host-01': web({ databaseMs: null }),
        'host-02': web({ databaseMs: null }),
      },
      'sql',
      /no database/,
    ],
    [
      'the share not exported',
      {
        sql: primary({}, { units: { 'nfs-server.service': { enabled: true, active: false } } }),
        'host-01': web({ sharesMs: { '/srv/flotilla/uploads': null } }),
      },
      'sql',
      /does not export the share/,
    ],
    [
      "the primary's VPN stopped",
      { sql: primary({ vpn: { up: false, peers: {} } }), 'host-01': web(LONELY) },
      'sql',
      /no VPN/,
    ],
    ['a tunnel that is down', { 'host-02': web(LONELY) }, 'host-02', /no VPN to the primary/],
    [
      'an unreachable database',
      { 'host-02': web({ databaseMs: null }) },
      'host-02',
      /cannot reach the database/,
    ],
    [
      'a hung share',
      { 'host-02': web({ sharesMs: { '/srv/a': 3, '/srv/b': null } }) },
      'host-02',
      /cannot read \/srv\/b/,
    ],
    [
      'a host that is down',
      { 'host-02': { ...UNREACHABLE, site: { kind: 'failed', error: 'timeout' } } },
      'host-02',
      /visitors are sent to it/,
    ],
    [
      'broken SSH',
      { 'host-02': { ...UNREACHABLE, site: SERVED } },
      'host-02',
      /cannot be managed, although it serves/,
    ],
    ['no droplet', { 'host-02': { kind: 'absent' } }, 'host-02', /has no droplet/],
    [
      'an error page',
      { 'host-02': web({}, {}, { site: { ...SERVED, status: 502 } }) },
      'host-02',
      /HTTP 502/,
    ],
    [
      'no web server',
      { 'host-02': web({}, {}, { site: { kind: 'failed', error: 'connect ECONNREFUSED' } }) },
      'host-02',
      /ECONNREFUSED/,
    ],
    [
      'a full disk',
      { sql: primary({}, { disk: { freeMiB: 900, totalMiB: 24_000 } }) },
      'sql',
      /only 900 of 24000 MiB of disk left/,
    ],
    [
      'no memory',
      { 'host-01': web({ memoryAvailableMiB: 30 }) },
      'host-01',
      /only 30 of \d+ MiB of memory left/,
    ],
    [
      'another WordPress',
      { 'host-01': web({ wordpress: '6.7' }) },
      'host-01',
      /WordPress 6\.7, but 6\.8\.3 is declared/,
    ],
    ['no manifest', { 'host-01': web({}, { manifest: null }) }, 'host-01', /never converged/],
    [
      'a failed unit',
      { 'host-01': web({ failedUnits: ['apt-daily.service'] }) },
      'host-01',
      /apt-daily\.service/,
    ],
    [
      'a foreign firewall on the primary',
      {
        sql: primary({ foreignFirewalls: ['table inet evil'] }),
        'host-01': web({ databaseMs: null, sharesMs: { '/srv/a': null } }, { page: DEAD }),
        'host-02': web(LONELY, { page: DEAD }),
        'host-03': web(LONELY, { page: DEAD }),
      },
      'sql',
      /host-01, host-02, host-03 cannot reach it over the VPN.*not Flotilla's: table inet evil/,
    ],
    [
      'a foreign firewall on one host',
      { 'host-02': web({ ...LONELY, foreignFirewalls: ['ufw'] }, { page: DEAD }) },
      'host-02',
      /no VPN to the primary.*not Flotilla's: ufw/,
    ],
    [
      'something between a host and its visitors',
      { 'host-02': web({}, { page: FRESH }, { site: { kind: 'failed', error: 'timeout' } }) },
      'host-02',
      /timeout.*something between it and its visitors/,
    ],
    [
      'broken IPv6 on a host with an AAAA record',
      { 'host-02': web({}, {}, { ipv6: { kind: 'failed', error: 'timed out, asked from host-01' } }) },
      'host-02',
      /over IPv4 only, although its AAAA record sends visitors to IPv6: timed out, asked from host-01/,
    ],
    [
      'a host that serves on neither address',
      {
        'host-02': web(
          {},
          {},
          { ipv6: { kind: 'failed', error: 'no' }, site: { kind: 'failed', error: 'timeout' } },
        ),
      },
      'host-02',
      /timeout/,
    ],
    [
      'no free connection',
      {
        sql: primary({ databaseMs: null, connections: { used: 200, most: 200 } }),
        'host-01': web({ databaseMs: null }, { page: DEAD }),
      },
      'sql',
      /no free database connections: 200 of 200/,
    ],
    [
      'changes that are delayed',
      { 'host-02': web({ changes: { seconds: 90 } }) },
      'host-02',
      /has not received changes from other hosts for 1 min/,
    ],
    [
      'changes that never arrived',
      { 'host-02': web({ changes: { seconds: null } }) },
      'host-02',
      /has not received changes from other hosts: /,
    ],
    [
      'a dead resolver',
      { 'host-02': web({ probes: { names: false } }) },
      'host-02',
      /cannot resolve any name/,
    ],
    [
      'a different database on all hosts',
      Object.fromEntries(['host-01', 'host-02', 'host-03'].map((name) => [name, web({}, { page: OTHER })])),
      'host-01',
      /database: the page comes from blog at .*The same fault is on host-02, host-03/,
    ],
    [
      'an empty database behind cached pages',
      { 'host-02': web({}, { page: { ...FRESH, status: 302, location: 'https://a/wp-admin/install.php' } }) },
      'host-02',
      /WordPress: it is not installed in the database/,
    ],
    [
      'settings that another file overrides',
      { 'host-02': web({ overridden: [OVERRIDDEN] }) },
      'host-02',
      /Flotilla's settings, overridden by \/etc\/ssh\/sshd_config\.d\/00-aaa\.conf: sshd PermitRootLogin: yes, not/,
    ],
    [
      'checks that did not end',
      { 'host-01': web({}, { commands: { 'wordpress/site': null, 'base/names': true, 'vpn/key': null } }) },
      'host-01',
      /did not end vpn\/key, wordpress\/site within 30 s, so it is not known whether they are as declared/,
    ],
    ['a fast clock', { 'host-01': web({}, {}, { skewSeconds: 120 }) }, 'host-01', /2 min ahead/],
    ['a slow clock', { 'host-01': web({}, {}, { skewSeconds: -11 }) }, 'host-01', /11 s behind/],
  ])('%s', (_, hosts, host, what) => {
    const { findings } = health(hosts);
    expect(findings).toEqual([
      { host, what: expect.stringMatching(what), todo: expect.stringMatching(/\S+/) },
    ]);
  });
});
