import { expect, test } from 'vitest';
import { networkOf } from '../../../actions/src/hosts/roles/network.ts';
import { declaration, fileAt, role, rolesOn, withFingerprint } from './cluster.ts';

const SERVER = '/etc/openvpn/server/flotilla.conf';
const CLIENT = '/etc/openvpn/client/flotilla.conf';

test('the primary knows its web hosts by fingerprint, by a hole where there is none yet', () => {
  const facts = { 'host-01': withFingerprint('AA:BB') };
  const { content } = fileAt(SERVER, rolesOn('sql', declaration, facts));
  expect(content).toContain('<peer-fingerprint>\nAA:BB\n⟦fact:host-02/vpnFingerprint⟧\n</peer-fingerprint>');
});

test('a web host knows the primary by address and fingerprint, both maybe not known yet', () => {
  const { content } = fileAt(CLIENT, rolesOn('host-01'));
  expect(content).toContain('\nremote ⟦fact:sql/ipv4⟧ 1194 udp4\n');
  expect(content).toContain('\npeer-fingerprint ⟦fact:sql/vpnFingerprint⟧\n');
});

test('every web host has its declared address, and no other host any', () => {
  const roles = rolesOn('sql');
  expect(fileAt('/etc/openvpn/flotilla-hosts/host-02', roles).content).toContain(
    '\nifconfig-push 10.8.0.12 255.255.255.0\n',
  );
  const { content } = fileAt(SERVER, roles);
  expect(content).toContain('\nserver 10.8.0.0 255.255.255.0 nopool\n');
  expect(content).toContain('\nccd-exclusive\n');
  expect(content).not.toContain('client-to-client');
});

test('a private key is made on its host, open to root only, and its certificate named last', () => {
  const [key] = role('vpn', rolesOn('host-01')).prepare;
  expect(key?.run).toContain("-subj '/CN=host-01'");
  expect(key?.run.indexOf('umask 077')).toBeLessThan(key?.run.indexOf('openssl') ?? 0);
  expect(key?.run.trimEnd().split('\n').at(-1)).toBe(
    'mv /etc/openvpn/flotilla.crt.new /etc/openvpn/flotilla.crt',
  );
});

test('while the tunnel is down the VPN is unreachable, not silent', () => {
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
