import type { Declaration, HostKind } from '../declaration/declaration.ts';
import { canonicalCidr, EVERYWHERE } from './addresses.ts';
import { type Difference, type FieldChange, field } from './difference.ts';
import { firewallName, kindTag } from './ownership.ts';
import type { Desired, FirewallRule, FirewallSpec, Observed } from './resource.ts';

/** OpenVPN's port, registered with IANA. */
const VPN_PORT = '1194';

/** One for the primary, one for the web hosts, each on the tag of its kind: a new droplet is born behind it. */
export const desiredFirewalls = (declaration: Declaration): Desired<'firewall'>[] => [
  desiredFirewall(declaration, 'primary'),
  desiredFirewall(declaration, 'web'),
];

function desiredFirewall(declaration: Declaration, kind: HostKind): Desired<'firewall'> {
  const name = firewallName(declaration.cluster, kind);
  const spec: FirewallSpec = {
    name,
    tags: [kindTag(declaration.cluster, kind)],
    inbound: normaliseRules([
      { protocol: 'tcp', ports: '22', peers: declaration.ssh.from },
      { protocol: 'icmp', ports: 'all', peers: EVERYWHERE },
      ...INBOUND[kind](declaration),
    ]),
    outbound: normaliseRules(OUTBOUND),
  };
  return { type: 'firewall', address: `firewall/${name}`, spec };
}

/** The database and the share travel inside the VPN: no port of theirs is ever open to the outside. */
const INBOUND: Record<HostKind, (declaration: Declaration) => FirewallRule[]> = {
  primary: ({ cluster }) => [{ protocol: 'udp', ports: VPN_PORT, peers: [`tag:${kindTag(cluster, 'web')}`] }],
  web: () => [
    { protocol: 'tcp', ports: '80', peers: EVERYWHERE },
    { protocol: 'tcp', ports: '443', peers: EVERYWHERE },
  ],
};

const OUTBOUND: readonly FirewallRule[] = (['tcp', 'udp', 'icmp'] as const).map((protocol) => ({
  protocol,
  ports: 'all',
  peers: EVERYWHERE,
}));

export const ruleKey = ({ protocol, ports }: FirewallRule): string => `${protocol} ${ports}`;

/** Rules of the same protocol and ports are one rule with all their peers, however they were entered. */
export function normaliseRules(rules: readonly FirewallRule[]): FirewallRule[] {
  const merged = new Map<string, FirewallRule>();
  for (const rule of rules) {
    const peers = [...(merged.get(ruleKey(rule))?.peers ?? []), ...rule.peers.map(canonicalPeer)];
    merged.set(ruleKey(rule), { ...rule, peers: [...new Set(peers)].sort() });
  }
  return [...merged.values()].sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1));
}

/** Peers that are not addresses: what the API can name besides. */
const NAMED_PEER = /^(tag|droplet|load-balancer|kubernetes):/;

const canonicalPeer = (peer: string): string => (NAMED_PEER.test(peer) ? peer : canonicalCidr(peer));

/** Everything about a firewall is changed in place. */
export const compareFirewall = (desired: FirewallSpec, { spec }: Observed<'firewall'>): Difference => ({
  fields: [
    ...field('tags', spec.tags.join(', '), desired.tags.join(', ')),
    ...compareRules('inbound', desired.inbound, spec.inbound),
    ...compareRules('outbound', desired.outbound, spec.outbound),
  ],
  replaces: false,
});

function compareRules(
  direction: string,
  desired: readonly FirewallRule[],
  observed: readonly FirewallRule[],
): FieldChange[] {
  const keys = [...new Set([...desired, ...observed].map(ruleKey))].sort();
  return keys.flatMap((key) => field(`${direction} ${key}`, peersOf(key, observed), peersOf(key, desired)));
}

function peersOf(key: string, rules: readonly FirewallRule[]): string {
  const rule = rules.find((candidate) => ruleKey(candidate) === key);
  return rule ? readPeers(rule.peers) : 'closed';
}

/** `everywhere` for the whole of both address families, else the peers as they are. */
export function readPeers(peers: readonly string[]): string {
  const others = peers.filter((peer) => !EVERYWHERE.includes(peer));
  return EVERYWHERE.every((peer) => peers.includes(peer))
    ? ['everywhere', ...others].join(', ')
    : peers.join(', ');
}
