import { describe, expect, test } from 'vitest';
import { ruleset } from '../../cloud/network/ruleset.ts';
import type { LinkRule, MachineFirewall } from '../../cloud/ports.ts';

const LINKS = [
  { id: 7, ipv4: '203.0.113.7', ipv6: '2001:db8:f107::7', cut: 'none' },
  { id: 8, ipv4: '203.0.113.8', ipv6: '2001:db8:f107::8', cut: 'both' },
  { id: 9, ipv4: '203.0.113.9', ipv6: '2001:db8:f107::9', cut: 'to' },
] as const;

const firewall = (machineId: number, inbound: LinkRule[], outbound: LinkRule[] = []): MachineFirewall => ({
  machineId,
  inbound,
  outbound,
});
const rule = (protocol: LinkRule['protocol'], ports: string, ...peers: string[]): LinkRule => ({
  protocol,
  ports,
  peers,
});

/** The lines between the braces of a chain, set or map. */
function block(kind: string, firewalls: readonly MachineFirewall[] = []): readonly string[] {
  const [, rest = ''] = ruleset(LINKS, firewalls).split(`  ${kind} {\n`);
  return rest
    .slice(0, rest.indexOf('\n  }'))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

describe('firewalls on the links', () => {
  test('a machine without one is in no verdict map, so it is open', () => {
    expect(block('map reaching')).toEqual(['type ifname : verdict']);
    expect(block('map leaving')).toEqual(['type ifname : verdict']);
  });

  test('one without rules drops everything in both directions', () => {
    const closed = [firewall(7, [])];
    expect(block('map reaching', closed)).toContain('elements = { "ve-7" : jump inbound-7 }');
    expect(block('map leaving', closed)).toContain('elements = { "ve-7" : jump outbound-7 }');
    expect(block('chain inbound-7', closed)).toEqual(['drop']);
    expect(block('chain outbound-7', closed)).toEqual(['drop']);
  });

  test.each([
    [rule('tcp', '22', '0.0.0.0/0'), 'ip saddr 0.0.0.0/0 tcp dport 22 return'],
    [rule('udp', '8000-9000', '10.0.0.0/8'), 'ip saddr 10.0.0.0/8 udp dport 8000-9000 return'],
    [rule('tcp', 'all', '::/0'), 'ip6 saddr ::/0 meta l4proto tcp return'],
    [rule('udp', '0', '203.0.113.8'), 'ip saddr 203.0.113.8 meta l4proto udp return'],
    [
      rule('icmp', 'all', '2001:db8:f107::8'),
      'ip6 saddr 2001:db8:f107::8 meta l4proto { icmp, icmpv6 } return',
    ],
  ])('inbound %o', (inbound, line) => {
    expect(block('chain inbound-7', [firewall(7, [inbound])])).toEqual([line, 'drop']);
  });

  test('outbound rules name destinations', () => {
    const guarded = [firewall(7, [], [rule('tcp', '443', '0.0.0.0/0', '::/0')])];
    expect(block('chain outbound-7', guarded)).toEqual([
      'ip daddr 0.0.0.0/0 tcp dport 443 return',
      'ip6 daddr ::/0 tcp dport 443 return',
      'drop',
    ]);
  });

  test('several on one machine combine', () => {
    const two = [firewall(7, [rule('tcp', '22', '::/0')]), firewall(7, [rule('tcp', '80', '::/0')])];
    expect(block('chain inbound-7', two)).toEqual([
      'ip6 saddr ::/0 tcp dport 22 return',
      'ip6 saddr ::/0 tcp dport 80 return',
      'drop',
    ]);
    expect(block('map reaching', two)).toContain('elements = { "ve-7" : jump inbound-7 }');
  });
});

test('a machine may send from its own addresses only', () => {
  expect(block('set own-ipv4')).toContain(
    'elements = { "ve-7" . 203.0.113.7, "ve-8" . 203.0.113.8, "ve-9" . 203.0.113.9 }',
  );
  expect(block('set own-ipv6')).toContain(
    'elements = { "ve-7" . 2001:db8:f107::7, "ve-8" . 2001:db8:f107::8, "ve-9" . 2001:db8:f107::9 }',
  );
});

test('a cut link drops packets before any other rule applies', () => {
  expect(block('set cut-from')).toContain('elements = { "ve-8" }');
  expect(block('set cut-to')).toContain('elements = { "ve-8", "ve-9" }');
  expect(block('chain lawful').slice(0, 2)).toEqual(['iifname @cut-from drop', 'oifname @cut-to drop']);
});

test('the table is replaced as a whole', () => {
  const [first, second, third] = ruleset([], []).trim().split('\n');
  expect([first, second, third]).toEqual([
    'table inet flotilla {}',
    'delete table inet flotilla',
    'table inet flotilla {',
  ]);
});
