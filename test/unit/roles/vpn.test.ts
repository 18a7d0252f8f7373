import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { networkOf } from '../../../actions/src/hosts/roles/network.ts';
import { declaration, fileAt, role, rolesOn, withFingerprint } from './cluster.ts';

const SERVER = '/etc/openvpn/server/flotilla.conf';
const CLIENT = '/etc/openvpn/client/flotilla.conf';

const applied = (path: string, text: string, vpnFingerprint = 'FF:FF'): Facts => ({
  ...withFingerprint(vpnFingerprint),
  manifest: {
    version: 1,
    roles: { vpn: { ...emptyEntry, files: { [path]: { template: '', content: '', text } } } },
  },
});
const away = (host: string) => new Set([host]);

test('the primary identifies web hosts by fingerprint, or has a hole for a host without one', () => {
  const facts = { 'host-01': withFingerprint('AA:BB') };
  const { content } = fileAt(SERVER, rolesOn('sql', declaration, facts));
  expect(content).toContain(
    '<peer-fingerprint>\n# sql\n⟦fact:sql/vpnFingerprint⟧\n# host-01\nAA:BB\n# host-02\n⟦fact:host-02/vpnFingerprint⟧\n</peer-fingerprint>',
  );
});

describe('a host that does not answer', () => {
  const both = {
    sql: withFingerprint('FF:FF'),
    'host-01': withFingerprint('AA:01'),
    'host-02': withFingerprint('AA:02'),
  };
  const { content: server } = fileAt(SERVER, rolesOn('sql', declaration, both));
  const { content: client } = fileAt(
    CLIENT,
    rolesOn('host-01', declaration, { sql: withFingerprint('AA:00') }),
  );

  test('stays in the configuration of the primary', () => {
    const facts = { sql: applied(SERVER, server), 'host-01': withFingerprint('AA:01') };
    expect(fileAt(SERVER, rolesOn('sql', declaration, facts, away('host-02'))).content).toBe(server);
  });

  test('stays in the configuration of web hosts, also of new ones, if it is the primary', () => {
    const facts = { 'host-01': applied(CLIENT, client), 'host-02': withFingerprint('AA:02') };
    for (const host of ['host-01', 'host-02'])
      expect(fileAt(CLIENT, rolesOn(host, declaration, facts, away('sql'))).content).toBe(client);
  });

  test('is a hole if no other host has ever had its fingerprint', () => {
    const facts = { sql: applied(SERVER, server.replace('# host-02\nAA:02\n', '')) };
    expect(fileAt(SERVER, rolesOn('sql', declaration, facts, away('host-02'))).content).toContain(
      '# host-02\n⟦fact:host-02/vpnFingerprint⟧',
    );
  });

  test('is a hole if its droplet is gone, because the new one makes a new key', () => {
    const facts = { sql: applied(SERVER, server) };
    expect(fileAt(SERVER, rolesOn('sql', declaration, facts)).content).toContain(
      '# host-02\n⟦fact:host-02/vpnFingerprint⟧',
    );
  });

  test('has the fingerprint that it reports as soon as it answers', () => {
    const facts = { sql: applied(SERVER, server), 'host-02': withFingerprint('BB:02') };
    expect(fileAt(SERVER, rolesOn('sql', declaration, facts)).content).toContain('# host-02\nBB:02');
  });
});

test('a web host identifies the primary by address and fingerprint, even if both are still unknown', () => {
  const { content } = fileAt(CLIENT, rolesOn('host-01'));
  expect(content).toContain('\nremote ⟦fact:sql/ipv4⟧ 1194 udp4\n');
  expect(content).toContain('\npeer-fingerprint ⟦fact:sql/vpnFingerprint⟧\n');
});

test('every web host has its declared address, and no other host has one', () => {
  const roles = rolesOn('sql');
  expect(fileAt('/etc/openvpn/flotilla-hosts/host-02', roles).content).toContain(
    '\nifconfig-push 10.8.0.12 255.255.255.0\n',
  );
  const { content } = fileAt(SERVER, roles);
  expect(content).toContain('\nserver 10.8.0.0 255.255.255.0 nopool\n');
  expect(content).toContain('\nccd-exclusive\n');
  expect(content).not.toContain('client-to-client');
});

test('a host makes its own private key, readable only by root, and writes the certificate last', () => {
  const [key] = role('vpn', rolesOn('host-01')).prepare;
  expect(key?.run).toContain("-subj '/CN=host-01'");
  expect(key?.run.indexOf('umask 077')).toBeLessThan(key?.run.indexOf('openssl') ?? 0);
  expect(key?.run.trimEnd().split('\n').at(-1)).toBe(
    'mv /etc/openvpn/flotilla.crt.new /etc/openvpn/flotilla.crt',
  );
});

test('while the tunnel is down, the VPN answers “unreachable” at once', () => {
  const drop = '/etc/systemd/system/openvpn-client@flotilla.service.d/flotilla.conf';
  expect(fileAt(drop, rolesOn('host-01')).content).toContain('route replace unreachable 10.8.0.0/24 metric');
  expect(fileAt(CLIENT, rolesOn('host-01')).content).not.toContain('persist-tun');
});

test.each([
  ['10.8.0.0/24', '10.8.0.0', '255.255.255.0'],
  ['172.16.5.9/20', '172.16.0.0', '255.255.240.0'],
])('%s is the network %s with netmask %s', (subnet, address, netmask) => {
  expect(networkOf(subnet)).toMatchObject({ address, netmask });
});
