import type { modules } from 'dots-wrapper';
import { normaliseRules } from '../firewall/rules.ts';
import type { FirewallRule } from '../resource.ts';

type Peers = modules.firewall.IFirewallInboundRule['sources'];
type WireInbound = modules.firewall.IFirewallInboundRule;
type WireOutbound = modules.firewall.IFirewallOutboundRule;

export const toInbound = (rules: readonly WireInbound[] | null): FirewallRule[] =>
  normaliseRules((rules ?? []).map((rule) => toRule(rule, rule.sources)));

export const toOutbound = (rules: readonly WireOutbound[] | null): FirewallRule[] =>
  normaliseRules((rules ?? []).map((rule) => toRule(rule, rule.destinations)));

/** All ports are sent as `all` and come back as `0`; so do icmp's, which has none (digitalocean/godo#149). */
const ALL_PORTS = ['', '0', 'all', '1-65535'];

function toRule({ protocol, ports }: { protocol: string; ports?: string }, peers: Peers): FirewallRule {
  return {
    protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : 'icmp',
    ports: protocol === 'icmp' || ALL_PORTS.includes(ports ?? '') ? 'all' : (ports ?? 'all'),
    peers: [
      ...(peers.addresses ?? []),
      ...(peers.tags ?? []).map((tag) => `tag:${tag}`),
      ...(peers.droplet_ids ?? []).map((id) => `droplet:${id}`),
      ...(peers.load_balancer_uids ?? []).map((id) => `load-balancer:${id}`),
    ],
  };
}

export const fromInbound = (rules: readonly FirewallRule[]): WireInbound[] =>
  rules.map((rule) => ({ ...fromRule(rule), sources: fromPeers(rule.peers) }));

export const fromOutbound = (rules: readonly FirewallRule[]): WireOutbound[] =>
  rules.map((rule) => ({ ...fromRule(rule), destinations: fromPeers(rule.peers) }));

/** Ports are refused for icmp, though dots-wrapper's type demands them (digitalocean/doctl#278). */
const fromRule = ({ protocol, ports }: FirewallRule): modules.firewall.IFirewallRule =>
  protocol === 'icmp' ? ({ protocol } as modules.firewall.IFirewallRule) : { protocol, ports };

const TAG = 'tag:';

const fromPeers = (peers: readonly string[]): Peers => ({
  addresses: peers.filter((peer) => !peer.startsWith(TAG)),
  tags: tagsAmong(peers),
});

export const tagsAmong = (peers: readonly string[]): string[] =>
  peers.filter((peer) => peer.startsWith(TAG)).map((peer) => peer.slice(TAG.length));
