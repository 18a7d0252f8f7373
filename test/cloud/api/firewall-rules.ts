import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { unprocessable } from './errors.ts';
import type { FirewallRule, RulePeers } from './model.ts';

const Peers = z.object({
  addresses: z.array(z.string()).optional(),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? undefined),
  droplet_ids: z.array(z.int()).optional(),
});

const Base = { protocol: z.enum(['tcp', 'udp', 'icmp']), ports: z.string().optional() };
const InboundRule = z.object({ ...Base, sources: Peers });
const OutboundRule = z.object({ ...Base, destinations: Peers });

/** The rules of a body; both lists may be missing. */
export const Rules = z.object({
  inbound_rules: z
    .array(InboundRule)
    .nullish()
    .transform((rules) => (rules ?? []).map(inbound)),
  outbound_rules: z
    .array(OutboundRule)
    .nullish()
    .transform((rules) => (rules ?? []).map(outbound)),
});

export type Rules = z.infer<typeof Rules>;

type WireRule = z.infer<z.ZodObject<typeof Base>>;

const inbound = ({ sources, ...rule }: z.infer<typeof InboundRule>) => accepted(rule, sources);
const outbound = ({ destinations, ...rule }: z.infer<typeof OutboundRule>) => accepted(rule, destinations);

/** @throws 422 for malformed ports or addresses. */
function accepted({ protocol, ports }: WireRule, peers: RulePeers): FirewallRule {
  for (const address of peers.addresses ?? [])
    if (!isAddress(address)) throw unprocessable(`invalid address: ${address}`);
  return { protocol, ports: protocol === 'icmp' ? ALL_PORTS : acceptedPorts(ports), peers };
}

/**
 * All ports are returned as `0`, whether they were sent as `all` or `0`. The same holds for any ports of icmp
 * (the API reference on firewall rules; digitalocean/godo#149). `1-65535` stays as it is.
 */
const ALL_PORTS = '0';

function acceptedPorts(ports = ''): string {
  if (ports === 'all' || ports === ALL_PORTS) return ALL_PORTS;
  if (ports === '') throw unprocessable('You must specify a positive value for ports.');
  const [from = 0, to = from, ...rest] = ports.split('-').map(Number);
  const isRange = from >= 1 && to >= from && to <= 65535 && rest.length === 0;
  if (!isRange) throw unprocessable('you must specify a valid range for ports');
  return ports;
}

function isAddress(address: string): boolean {
  return address.includes('/') ? ipaddr.isValidCIDR(address) : ipaddr.isValid(address);
}

/** Sorts rules by protocol and ports, because no client may rely on DigitalOcean to keep the order. */
const sorted = (rules: readonly FirewallRule[]) =>
  rules.toSorted((a, b) => a.protocol.localeCompare(b.protocol) || a.ports.localeCompare(b.ports));

export const inboundView = (rules: readonly FirewallRule[]) =>
  sorted(rules).map(({ peers, ...rule }) => ({ ...rule, sources: peers }));

export const outboundView = (rules: readonly FirewallRule[]) =>
  sorted(rules).map(({ peers, ...rule }) => ({ ...rule, destinations: peers }));

/** Ignores the order of the peers. */
export function sameRule(a: FirewallRule, b: FirewallRule): boolean {
  return ruleKey(a) === ruleKey(b);
}

function ruleKey({ protocol, ports, peers }: FirewallRule): string {
  const lists = [peers.addresses, peers.tags, peers.droplet_ids].map((list) =>
    (list ?? []).map(String).toSorted(),
  );
  return JSON.stringify([protocol, ports, lists]);
}

/** The rules after a tag or droplet was deleted. */
export const withoutPeer = (rules: readonly FirewallRule[], gone: string | number): FirewallRule[] =>
  rules.map(({ peers: { addresses, tags, droplet_ids }, ...rule }) => ({
    ...rule,
    peers: {
      addresses,
      tags: tags?.filter((tag) => tag !== gone),
      droplet_ids: droplet_ids?.filter((id) => id !== gone),
    },
  }));
