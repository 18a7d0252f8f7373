import type { modules } from 'dots-wrapper';
import { firewallName } from '../ownership.ts';
import type { FirewallSpec, Observed, ObservedFirewall } from '../resource.ts';
import type { Client } from './client.ts';
import { orExisting, orMissing } from './errors.ts';
import { fromInbound, fromOutbound, tagsAmong, toInbound, toOutbound } from './firewall-rules.ts';
import { listAll, oursFirst, PER_PAGE } from './pages.ts';
import type { Tags } from './tags.ts';
import { NO_ID, type Wire } from './wire.ts';

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
        // One that another cluster or a person made meanwhile stays theirs: the refusal is the answer then.
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
