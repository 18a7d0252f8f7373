import type { modules } from 'dots-wrapper';
import { normaliseRules } from '../firewall/rules.ts';
import { firewallName } from '../ownership.ts';
import type { Observed, ObservedFirewall } from '../resource.ts';
import type { FirewallRule, FirewallSpec } from '../specs.ts';
import type { Client } from './client.ts';
import { orExisting, orMissing } from './errors.ts';
import type { Tags } from './tags.ts';
import { listAll, NO_ID, oursFirst, PER_PAGE, type Wire } from './wire.ts';

type WireFirewall = modules.firewall.IFirewall;

const toFirewall = (firewall: WireFirewall): ObservedFirewall => ({
  type: 'firewall',
  id: firewall.id ?? '',
  spec: {
    name: firewall.name,
    tags: [...(firewall.tags ?? [])].sort(),
    inbound: toInbound(firewall.inbound_rules),
    outbound: toOutbound(firewall.outbound_rules),
  },
  droplets: (firewall.droplet_ids ?? []).map(String),
});

const fromFirewall = ({ name, tags, inbound, outbound }: FirewallSpec): WireFirewall => ({
  name,
  tags: [...tags],
  inbound_rules: fromInbound(inbound),
  outbound_rules: fromOutbound(outbound),
});

async function listFirewalls({ api, call }: Client): Promise<ObservedFirewall[]> {
  const firewalls = await listAll(call, {
    doing: 'list firewalls',
    scope: 'firewall:read',
    page: (page) => api.firewall.listFirewalls({ page, per_page: PER_PAGE }),
    items: (body) => body.firewalls,
  });
  return firewalls.map(toFirewall);
}

export function firewallWire(client: Client, tags: Tags): Wire<'firewall'> {
  const { api, call, http } = client;
  const ensureTags = (spec: FirewallSpec) =>
    tags.ensure([
      ...spec.tags,
      ...[...spec.inbound, ...spec.outbound].flatMap(({ peers }) => tagsAmong(peers)),
    ]);
  const put = async ({ id }: Observed<'firewall'>, spec: FirewallSpec) => {
    const send = () => api.firewall.updateFirewall({ id, ...fromFirewall(spec) });
    await call({ doing: `update firewall ${spec.name}`, scope: 'firewall:update', send });
  };
  return {
    async observe({ cluster }) {
      const ours = [firewallName(cluster, 'primary'), firewallName(cluster, 'web')];
      return { firewalls: oursFirst(await listFirewalls(client), ({ spec }) => ours.includes(spec.name)) };
    },
    probes: {
      'firewall:read': () => http.get('/firewalls?per_page=1'),
      'firewall:create': () =>
        api.firewall.createFirewall({ name: '', inbound_rules: [], outbound_rules: [] }),
      'firewall:update': () => http.put(`/firewalls/${NO_ID}`, { name: '' }),
      'firewall:delete': () => http.delete(`/firewalls/${NO_ID}`),
    },
    async create({ spec }) {
      await ensureTags(spec);
      const send = () => api.firewall.createFirewall(fromFirewall(spec));
      const make = async () => {
        const { firewall } = await call({
          doing: `create firewall ${spec.name}`,
          scope: 'firewall:create',
          send,
        });
        return toFirewall(firewall);
      };
      // Names are unique: a second attempt is refused and finds what the first has made.
      return orExisting(client, make, async () => {
        const existing = (await listFirewalls(client)).find((firewall) => firewall.spec.name === spec.name);
        // One that another cluster or a person created meanwhile stays theirs, and the request is refused.
        if (!existing?.spec.tags.some((tag) => spec.tags.includes(tag))) return undefined;
        await put(existing, spec);
        return { ...existing, spec };
      });
    },
    async update(observed, { spec }) {
      await ensureTags(spec);
      await put(observed, spec);
    },
    async delete({ id, spec }) {
      const send = () => api.firewall.deleteFirewall({ firewall_id: id });
      await orMissing(() => call({ doing: `delete firewall ${spec.name}`, scope: 'firewall:delete', send }));
    },
  };
}

type Peers = modules.firewall.IFirewallInboundRule['sources'];
type WireInbound = modules.firewall.IFirewallInboundRule;
type WireOutbound = modules.firewall.IFirewallOutboundRule;

const toInbound = (rules: readonly WireInbound[] | null): FirewallRule[] =>
  normaliseRules((rules ?? []).map((rule) => toRule(rule, rule.sources)));

const toOutbound = (rules: readonly WireOutbound[] | null): FirewallRule[] =>
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

const fromInbound = (rules: readonly FirewallRule[]): WireInbound[] =>
  rules.map((rule) => ({ ...fromRule(rule), sources: fromPeers(rule.peers) }));

const fromOutbound = (rules: readonly FirewallRule[]): WireOutbound[] =>
  rules.map((rule) => ({ ...fromRule(rule), destinations: fromPeers(rule.peers) }));

/** DigitalOcean refuses ports for icmp, although dots-wrapper's type requires them (digitalocean/doctl#278). */
const fromRule = ({ protocol, ports }: FirewallRule): modules.firewall.IFirewallRule =>
  protocol === 'icmp' ? ({ protocol } as modules.firewall.IFirewallRule) : { protocol, ports };

const TAG = 'tag:';

const fromPeers = (peers: readonly string[]): Peers => ({
  addresses: peers.filter((peer) => !peer.startsWith(TAG)),
  tags: tagsAmong(peers),
});

const tagsAmong = (peers: readonly string[]): string[] =>
  peers.filter((peer) => peer.startsWith(TAG)).map((peer) => peer.slice(TAG.length));
