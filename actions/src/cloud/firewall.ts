import type { Declaration, HostKind } from '../declaration/declaration.ts';
import { portsOf } from '../hosts/roles/index.ts';
import type { Port } from '../hosts/roles/role.ts';
import { EVERYWHERE } from '../lib/addresses.ts';
import { type Difference, field } from './change.ts';
import { foreignAmong } from './firewall/foreign.ts';
import { compareRules, normaliseRules } from './firewall/rules.ts';
import { byName, first, type Kind, ownAmong } from './kind.ts';
import { clusterTag, firewallName, kindTag } from './ownership.ts';
import type { Desired, Observed, ObservedCloud } from './resource.ts';
import type { FirewallRule, FirewallSpec } from './specs.ts';

export const firewall: Kind<'firewall'> = {
  desired: desiredFirewalls,
  observed: ({ firewalls }) => firewalls,
  match(desired, { declaration, cloud }) {
    const { ours, clashes } = ownFirewalls(declaration, desired, cloud.firewalls);
    return { ...byName(desired, ours), clashes };
  },
  compare: compareFirewall,
  wave: first,
  risk: () => 'none',
  rank: () => 3,
  summary: ({ inbound: { length } }) => `${length} inbound rule${length === 1 ? '' : 's'}`,
  monthly: () => 0,
  essence: (spec) => spec,
  display: { rows: 'listed', isValues: false },
  secretFields: [],
  meanwhile: () => undefined,
  warnings: () => [],
  notes: (_, { declaration, cloud }) =>
    foreignFirewalls(declaration, cloud).map(({ host, what, todo }) => `The ${host} ${what} ${todo}`),
  dnsName: () => undefined,
};

/** One for the primary and one for the web hosts, on the tag of the kind, so it protects a new droplet from the start. */
export function desiredFirewalls(declaration: Declaration): Desired<'firewall'>[] {
  return [desiredFirewall(declaration, 'primary'), desiredFirewall(declaration, 'web')];
}

function desiredFirewall(declaration: Declaration, kind: HostKind): Desired<'firewall'> {
  const name = firewallName(declaration.cluster, kind);
  const spec: FirewallSpec = {
    name,
    tags: [kindTag(declaration.cluster, kind)],
    inbound: normaliseRules([
      { protocol: 'icmp', ports: 'all', peers: EVERYWHERE },
      ...portsOf(kind, declaration).flatMap((port) => inboundRule(declaration, port)),
    ]),
    outbound: normaliseRules(OUTBOUND),
  };
  return { type: 'firewall', name, spec };
}

/** A port for the VPN only, such as the database's, travels inside the VPN and needs no rule. */
function inboundRule(declaration: Declaration, { port, protocol = 'tcp', from }: Port): FirewallRule[] {
  if (from === undefined) return [];
  const peers = {
    everywhere: EVERYWHERE,
    'web hosts': [`tag:${kindTag(declaration.cluster, 'web')}`],
    'all hosts': [`tag:${clusterTag(declaration.cluster)}`],
    'people who administer it': declaration.ssh.from,
  }[from];
  return [{ protocol, ports: `${port}`, peers }];
}

const OUTBOUND: readonly FirewallRule[] = (['tcp', 'udp', 'icmp'] as const).map((protocol) => ({
  protocol,
  ports: 'all',
  peers: EVERYWHERE,
}));

/** Every property of a firewall can change in place. */
function compareFirewall(desired: FirewallSpec, { spec }: Observed<'firewall'>): Difference {
  return {
    fields: [
      ...field('tags', spec.tags.join(', '), desired.tags.join(', ')),
      ...compareRules('inbound', desired.inbound, spec.inbound),
      ...compareRules('outbound', desired.outbound, spec.outbound),
    ],
    replaces: false,
  };
}

/** Other owners' firewalls that open more on hosts of the cluster. */
export const foreignFirewalls = (
  declaration: Declaration,
  cloud: Pick<ObservedCloud, 'firewalls' | 'droplets'>,
) =>
  foreignAmong(
    desiredFirewalls(declaration).map(({ spec }) => spec),
    cloud,
  );

/** A firewall is recognised by the tags that it protects. */
function ownFirewalls(
  { cluster }: Declaration,
  desired: readonly Desired<'firewall'>[],
  firewalls: readonly Observed<'firewall'>[],
) {
  const namesake = (name: string) => desired.find((wanted) => wanted.spec.name === name);
  const isMarked = (tags: readonly string[]) => tags.some((tag) => tag.startsWith(`${clusterTag(cluster)}:`));
  return ownAmong(
    firewalls,
    ({ spec: { name, tags } }) => namesake(name) !== undefined && !isMarked(tags),
    ({ id, spec: { name, tags } }) =>
      `The firewall ${name} (id ${id}) has ${tags.length > 0 ? `the tags ${tags.join(', ')}` : 'no tags'}, so it does ` +
      `not belong to cluster ${cluster}. Rename or delete it under Networking > Firewalls; or, if it belongs to this cluster, give it the ` +
      `tag ${namesake(name)?.spec.tags[0]}. Then plan again.`,
  );
}
