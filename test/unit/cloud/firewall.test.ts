import { describe, expect, it } from 'vitest';
import { normaliseRules } from '../../../actions/src/cloud/firewall/rules.ts';
import { desiredFirewalls } from '../../../actions/src/cloud/firewall.ts';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import type { FirewallRule, FirewallSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE } from '../plan/example.ts';

const ALL = ['0.0.0.0/0', '::/0'];
const OUTBOUND: FirewallRule[] = [
  { protocol: 'icmp', ports: 'all', peers: ALL },
  { protocol: 'tcp', ports: 'all', peers: ALL },
  { protocol: 'udp', ports: 'all', peers: ALL },
];
const guarded = { ...EXAMPLE, ssh: { from: ['203.0.113.0/24', '2001:DB8:0::/48'] } };

describe('desired firewalls', () => {
  it('open the primary only for SSH, ping and the VPN of the web hosts', () => {
    expect(desiredFirewalls(guarded)[0]?.spec).toEqual({
      name: 'example-primary',
      tags: ['cluster:example:primary'],
      inbound: [
        { protocol: 'icmp', ports: 'all', peers: ALL },
        { protocol: 'tcp', ports: '22', peers: ['2001:db8::/48', '203.0.113.0/24'] },
        { protocol: 'udp', ports: '1194', peers: ['tag:cluster:example:web'] },
      ],
      outbound: OUTBOUND,
    });
  });

  it('open the web hosts to the web', () => {
    expect(desiredFirewalls(guarded)[1]?.spec).toEqual({
      name: 'example-web',
      tags: ['cluster:example:web'],
      inbound: [
        { protocol: 'icmp', ports: 'all', peers: ALL },
        { protocol: 'tcp', ports: '22', peers: ['2001:db8::/48', '203.0.113.0/24'] },
        { protocol: 'tcp', ports: '443', peers: ALL },
        { protocol: 'tcp', ports: '80', peers: ALL },
      ],
      outbound: OUTBOUND,
    });
  });
});

describe('normaliseRules', () => {
  it.each<[string, FirewallRule[], FirewallRule[]]>([
    [
      'merges rules with the same ports',
      [
        { protocol: 'tcp', ports: '22', peers: ['::/0'] },
        { protocol: 'tcp', ports: '22', peers: ['0.0.0.0/0', '::/0'] },
      ],
      [{ protocol: 'tcp', ports: '22', peers: ALL }],
    ],
    [
      'writes every address in one form, and a single address as a range',
      [
        {
          protocol: 'tcp',
          ports: '22',
          peers: ['2001:0DB8::0001', '198.51.100.7', 'tag:dead:beef', 'droplet:7'],
        },
      ],
      [
        {
          protocol: 'tcp',
          ports: '22',
          peers: ['198.51.100.7/32', '2001:db8::1/128', 'droplet:7', 'tag:dead:beef'],
        },
      ],
    ],
    [
      'does not mistake an IPv6 network of hex letters for a name',
      [{ protocol: 'tcp', ports: '22', peers: ['DEAD:beef::/32'] }],
      [{ protocol: 'tcp', ports: '22', peers: ['dead:beef::/32'] }],
    ],
  ])('%s', (_, rules, expected) => {
    expect(normaliseRules(rules)).toEqual(expected);
  });
});

describe('comparing firewalls', () => {
  const desired = desiredFirewalls(EXAMPLE)[1]?.spec as FirewallSpec;
  const observed = (spec: Partial<FirewallSpec>) => ({
    type: 'firewall' as const,
    name: 'example-web',
    id: 'f-1',
    spec: { ...desired, ...spec },
  });
  const changed = (inbound: (rule: FirewallRule) => FirewallRule[]) =>
    observed({ inbound: desired.inbound.flatMap(inbound) });

  it.each([
    ['the same', observed({}), []],
    [
      'an extra rule',
      observed({ inbound: [...desired.inbound, { protocol: 'tcp', ports: '3306', peers: ALL }] }),
      [{ key: 'inbound', label: 'inbound tcp 3306', before: 'everywhere', after: 'closed' }],
    ],
    [
      'a missing rule',
      changed((rule) => (rule.ports === '80' ? [] : [rule])),
      [{ key: 'inbound', label: 'inbound tcp 80', before: 'closed', after: 'everywhere' }],
    ],
    [
      'other peers',
      changed((rule) => [rule.ports === '22' ? { ...rule, peers: ['198.51.100.0/24'] } : rule]),
      [{ key: 'inbound', label: 'inbound tcp 22', before: '198.51.100.0/24', after: 'everywhere' }],
    ],
    [
      'no tags',
      observed({ tags: [] }),
      [{ key: 'tags', label: 'tags', before: '', after: 'cluster:example:web' }],
    ],
    [
      'no outbound rules',
      observed({ outbound: OUTBOUND.slice(1) }),
      [{ key: 'outbound', label: 'outbound icmp all', before: 'closed', after: 'everywhere' }],
    ],
  ])('%s', (_, resource, fields) => {
    expect(KINDS.firewall.compare(desired, resource)).toEqual({ fields, replaces: false });
  });
});
