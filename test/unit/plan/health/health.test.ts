import { describe, expect, it } from 'vitest';
import type { PageFacts } from '../../../../actions/src/hosts/page.ts';
import { healthOf, isUnwell } from '../../../../actions/src/plan/health/health.ts';
import type { HostSighting, Sighting } from '../../../../actions/src/plan/health/sighting.ts';
import { EXAMPLE } from '../example.ts';
import { cell, FRESH, LONELY, NOW, primary, SERVED, sighting, web } from './literals.ts';

const health = (hosts: Sighting['hosts'] = {}, rotation?: string[]) =>
  healthOf(EXAMPLE, sighting(hosts, rotation));
const UNREACHABLE: HostSighting = { kind: 'unreachable', reason: 'its droplet is off' };

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

it('finds nothing where all is well', () => {
  const well = health();
  expect(well.findings).toEqual([]);
  expect(well.rows.filter(isUnwell)).toEqual([]);
});

it('tells of each host what matters', () => {
  const well = health();
  const texts = (host: string, ...titles: string[]) => titles.map((title) => cell(well, host, title)?.text);
  expect(texts('sql', 'answers', 'in rotation', 'https', 'vpn', 'share', 'database', 'disk free')).toEqual([
    'yes',
    '–',
    '–',
    'up',
    'up',
    'up',
    '75 %',
  ]);
  expect(texts('host-02', 'in rotation', 'https', 'certificate', 'vpn', 'share', 'database')).toEqual([
    'yes',
    '200',
    '72 d',
    'up 3 d',
    '12 ms',
    '32 ms',
  ]);
  expect(
    texts('host-02', 'memory free', 'wordpress', 'last apply', 'reboot', 'failed units', 'clock'),
  ).toEqual(['41 %', '6.8.3', '4 h ago by octocat', '–', '–', 'right']);
});

describe('the night the primary dies', () => {
  const night = health({
    sql: UNREACHABLE,
    'host-01': web(LONELY),
    'host-02': web(LONELY),
    'host-03': web({ ...LONELY, failedUnits: ['srv-flotilla-uploads.mount'] }),
  });

  it('is one finding, which names the primary and says what to do', () => {
    expect(night.findings).toHaveLength(1);
    expect(night.findings[0]).toMatchObject({
      host: 'sql',
      what: expect.stringMatching(/its droplet is off/),
    });
    expect(night.findings[0]?.todo).toMatch(/run apply.*Do not delete it/s);
  });

  it('shows web hosts that still serve, without database, share and VPN', () => {
    for (const host of ['host-01', 'host-02', 'host-03']) {
      for (const title of ['vpn', 'share', 'database'])
        expect(cell(night, host, title)).toEqual({ text: 'away', bad: true });
      expect(cell(night, host, 'https')).toEqual({ text: '200' });
      expect(cell(night, host, 'in rotation')).toEqual({ text: 'yes' });
    }
  });
});

describe('one cause is one finding, of the host that has it', () => {
  it.each<[string, Sighting['hosts'], string, RegExp]>([
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
    ['one tunnel down', { 'host-02': web(LONELY) }, 'host-02', /no VPN to the primary/],
    [
      'a database out of reach',
      { 'host-02': web({ databaseMs: null }) },
      'host-02',
      /does not reach the database/,
    ],
    [
      'a hung share',
      { 'host-02': web({ sharesMs: { '/srv/a': 3, '/srv/b': null } }) },
      'host-02',
      /does not get \/srv\/b/,
    ],
    [
      'a host away',
      { 'host-02': { ...UNREACHABLE, site: { kind: 'failed', error: 'timeout' } } },
      'host-02',
      /readers are sent to it/,
    ],
    [
      'SSH broken',
      { 'host-02': { ...UNREACHABLE, site: SERVED } },
      'host-02',
      /cannot be managed, though it serves/,
    ],
    ['no droplet', { 'host-02': { kind: 'absent' } }, 'host-02', /has no droplet/],
    [
      'an error page',
      { 'host-02': web({}, {}, { site: { ...SERVED, status: 502 } }) },
      'host-02',
      /HTTP 502/,
    ],
    [
      'no web',
      { 'host-02': web({}, {}, { site: { kind: 'failed', error: 'connect ECONNREFUSED' } }) },
      'host-02',
      /ECONNREFUSED/,
    ],
    [
      'a full disk',
      { sql: primary({}, { disk: { freeMiB: 900, totalMiB: 24_000 } }) },
      'sql',
      /900 MiB of disk left/,
    ],
    ['no memory', { 'host-01': web({ memoryAvailableMiB: 30 }) }, 'host-01', /30 MiB of memory left/],
    [
      'another WordPress',
      { 'host-01': web({ wordpress: '6.7' }) },
      'host-01',
      /WordPress 6\.7, declared is 6\.8\.3/,
    ],
    ['no manifest', { 'host-01': web({}, { manifest: null }) }, 'host-01', /never converged/],
    [
      'a failed unit',
      { 'host-01': web({ failedUnits: ['apt-daily.service'] }) },
      'host-01',
      /apt-daily\.service/,
    ],
    [
      'a firewall of somebody else on the primary',
      {
        sql: primary({ foreignFirewalls: ['table inet evil'] }),
        'host-01': web({ databaseMs: null, sharesMs: { '/srv/a': null } }, { page: DEAD }),
        'host-02': web(LONELY, { page: DEAD }),
        'host-03': web(LONELY, { page: DEAD }),
      },
      'sql',
      /not reached over the VPN by host-01, host-02, host-03.*not ours: table inet evil/,
    ],
    [
      'a firewall of somebody else on one host',
      { 'host-02': web({ ...LONELY, foreignFirewalls: ['ufw'] }, { page: DEAD }) },
      'host-02',
      /no VPN to the primary.*not ours: ufw/,
    ],
    [
      'something between a host and its readers',
      { 'host-02': web({}, { page: FRESH }, { site: { kind: 'failed', error: 'timeout' } }) },
      'host-02',
      /timeout.*something stands between/,
    ],
    [
      'IPv6 that its record sends readers to',
      { 'host-02': web({}, {}, { ipv6: { kind: 'failed', error: 'timed out, asked from host-01' } }) },
      'host-02',
      /over IPv4 only, though its AAAA record sends readers to IPv6: timed out, asked from host-01/,
    ],
    [
      'a host that serves at neither address',
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
      'no connection left',
      {
        sql: primary({ databaseMs: null, connections: { used: 200, most: 200 } }),
        'host-01': web({ databaseMs: null }, { page: DEAD }),
      },
      'sql',
      /no free database connections: 200 of 200/,
    ],
    ['a dead resolver', { 'host-02': web({ resolves: false }) }, 'host-02', /cannot resolve any name/],
    [
      'a database that is another on all hosts',
      Object.fromEntries(['host-01', 'host-02', 'host-03'].map((name) => [name, web({}, { page: OTHER })])),
      'host-01',
      /database: the page is made from blog at .*So it is on host-02, host-03/,
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
      /settings of ours, by \/etc\/ssh\/sshd_config\.d\/00-aaa\.conf: sshd PermitRootLogin: yes, not/,
    ],
    ['a clock ahead', { 'host-01': web({}, {}, { skewSeconds: 120 }) }, 'host-01', /2 min ahead/],
    ['a clock behind', { 'host-01': web({}, {}, { skewSeconds: -11 }) }, 'host-01', /11 s behind/],
  ])('%s', (_, hosts, host, what) => {
    const { findings } = health(hosts);
    expect(findings).toEqual([
      { host, what: expect.stringMatching(what), todo: expect.stringMatching(/\S+/) },
    ]);
  });
});

describe('a certificate', () => {
  const ending = (notAfter: string, placeholder = false) =>
    health({ 'host-01': web({}, { certificate: { sha256: '', notAfter, issuer: '', placeholder } }) });

  it.each([
    ['2026-04-06T00:00:00Z', []],
    ['2026-04-03T00:00:00Z', [/ends in 25 days/]],
    ['2026-03-07T00:00:00Z', [/has ended/]],
  ])('until %s', (notAfter, expected) => {
    expect(ending(notAfter).findings.map(({ what }) => what)).toEqual(
      expected.map((what) => expect.stringMatching(what)),
    );
  });

  it.each([
    ['five of its six days left', 5, []],
    ['one of its six days left', 1, [/ends in 1 day\./]],
  ])('of the profile shortlived with %s', (_, left, expected) => {
    const at = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
    const certificate = { sha256: '', issuer: '', placeholder: false };
    const life = { notBefore: at(left - 6), notAfter: at(left) };
    const { findings } = health({ 'host-01': web({}, { certificate: { ...certificate, ...life } }) });
    expect(findings.map(({ what }) => what)).toEqual(expected.map((what) => expect.stringMatching(what)));
  });

  it('that is a placeholder is told beside the status, and is nobody to be woken for', () => {
    const placeholder = web({}, {}, { site: { ...SERVED, certificate: 'placeholder' } });
    expect(cell(health({ 'host-01': placeholder }), 'host-01', 'https')).toEqual({ text: '200 placeholder' });
    expect(ending(new Date(NOW).toISOString(), true).findings).toEqual([]);
  });
});

it('misses a host in the rotation only when it serves', () => {
  expect(health({}, ['host-01', 'host-02']).findings).toEqual([
    {
      host: 'host-03',
      what: expect.stringMatching(/not in the rotation/),
      todo: expect.stringMatching(/apply/),
    },
  ]);
});

it('takes facts of an older command for what they are', () => {
  const old = web({}, { health: undefined });
  const { findings } = health({ 'host-01': old });
  expect(findings).toEqual([]);
});

it('leaves a pending reboot to the night', () => {
  const waiting = health({ 'host-01': web({ rebootRequired: true }) });
  expect(cell(waiting, 'host-01', 'reboot')).toEqual({ text: 'tonight' });
  expect(waiting.findings).toEqual([]);
});
