import { canonicalCidr, EVERYWHERE } from '../../lib/addresses.ts';
import { type FieldChange, field } from '../change.ts';
import type { FirewallRule } from '../specs.ts';

export const ruleKey = ({ protocol, ports }: FirewallRule): string => `${protocol} ${ports}`;

/** Merges rules with the same protocol and ports into one rule with all their peers. */
export function normaliseRules(rules: readonly FirewallRule[]): FirewallRule[] {
  const merged = new Map<string, FirewallRule>();
  for (const rule of rules) {
    const peers = [...(merged.get(ruleKey(rule))?.peers ?? []), ...rule.peers.map(canonicalPeer)];
    merged.set(ruleKey(rule), { ...rule, peers: [...new Set(peers)].sort() });
  }
  return [...merged.values()].sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1));
}

/** A peer that is not an address names a tag, a droplet, a load balancer or a Kubernetes cluster. */
const canonicalPeer = (peer: string): string => canonicalCidr(peer) ?? peer;

export function compareRules(
  direction: 'inbound' | 'outbound',
  desired: readonly FirewallRule[],
  observed: readonly FirewallRule[],
): FieldChange[] {
  const keys = [...new Set([...desired, ...observed].map(ruleKey))].sort();
  return keys.flatMap((key) =>
    field(direction, peersOf(key, observed), peersOf(key, desired), `${direction} ${key}`),
  );
}

function peersOf(key: string, rules: readonly FirewallRule[]): string {
  const rule = rules.find((candidate) => ruleKey(candidate) === key);
  return rule ? readPeers(rule.peers) : 'closed';
}

/** `everywhere` for both complete address families; otherwise the peers. */
export function readPeers(peers: readonly string[]): string {
  const others = peers.filter((peer) => !EVERYWHERE.includes(peer));
  return EVERYWHERE.every((peer) => peers.includes(peer))
    ? ['everywhere', ...others].join(', ')
    : peers.join(', ');
}
