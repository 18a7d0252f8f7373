import { isIPv6 } from 'node:net';
import type { LinkRule, MachineFirewall } from '../ports.ts';
import { linkName, machineName } from './addresses.ts';

type Direction = 'inbound' | 'outbound';

/** A chain for each protected machine and direction. Matching packets return to the caller, the rest is dropped. */
export const firewallChains = (firewalls: readonly MachineFirewall[]): string =>
  guarded(firewalls)
    .flatMap((id) => [chain(id, 'inbound', firewalls), chain(id, 'outbound', firewalls)])
    .join('\n');

/** Elements of the map that sends a link's packets to its machine's chain. */
export const verdicts = (firewalls: readonly MachineFirewall[], direction: Direction): readonly string[] =>
  guarded(firewalls).map((id) => `"${linkName(id)}" : jump ${chainName(id, direction)}`);

const guarded = (firewalls: readonly MachineFirewall[]): readonly number[] => [
  ...new Set(firewalls.map((firewall) => firewall.machineId)),
];

const chainName = (id: number, direction: Direction): string => `${direction}-${machineName(id)}`;

function chain(id: number, direction: Direction, firewalls: readonly MachineFirewall[]): string {
  const rules = firewalls
    .filter((firewall) => firewall.machineId === id)
    .flatMap((firewall) => firewall[direction]);
  const lines = rules.flatMap((rule) => rule.peers.map((peer) => `${match(rule, peer, direction)} return`));
  return [
    `  chain ${chainName(id, direction)} {`,
    ...[...lines, 'drop'].map((line) => `    ${line}`),
    '  }',
  ].join('\n');
}

function match(rule: LinkRule, peer: string, direction: Direction): string {
  const family = isIPv6(peer.split('/')[0] ?? '') ? 'ip6' : 'ip';
  return `${family} ${direction === 'inbound' ? 'saddr' : 'daddr'} ${peer} ${payload(rule)}`;
}

/** DigitalOcean writes every port as `all` or `0`. */
function payload({ protocol, ports }: LinkRule): string {
  if (protocol === 'icmp') return 'meta l4proto { icmp, icmpv6 }';
  return ports === 'all' || ports === '0' ? `meta l4proto ${protocol}` : `${protocol} dport ${ports}`;
}
