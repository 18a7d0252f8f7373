import type { Declaration, HostKind } from '../declaration/declaration.ts';
import { EVERYWHERE } from '../lib/addresses.ts';
import { type Difference, field } from './change.ts';
import { foreignAmong } from './firewall/foreign.ts';
import { compareRules, normaliseRules } from './firewall/rules.ts';
import { byName, first, type Kind, ownAmong } from './kind.ts';
import { clusterTag, firewallName, kindTag } from './ownership.ts';
import type { Desired, FirewallRule, FirewallSpec, Observed, ObservedCloud } from './resource.ts';

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

/** OpenVPN's port, registered with IANA. */
const VPN_PORT = '1194';

/** One for the primary, one for the web hosts, each on the tag of its kind: a new droplet is born behind it. */
export function desiredFirewalls(declaration: Declaration): Desired<'firewall'>[] {
  return [desiredFirewall(declaration, 'primary'), desiredFirewall(declaration, 'web')];
}

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
  return { type: 'firewall', name, spec };
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

/** Everything about a firewall is changed in place. */
export function compareFirewall(desired: FirewallSpec, { spec }: Observed<'firewall'>): Difference {
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

/** A firewall is known by its tags, which say what it protects. */
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
      `The firewall ${name} (id ${id}) has ${tags.length > 0 ? `the tags ${tags.join(', ')}` : 'no tags'}, so it is ` +
      `not of cluster ${cluster}. Rename or delete it under Networking > Firewalls; or, if it is this cluster's, give it the ` +
      `tag ${namesake(name)?.spec.tags[0]}. Then plan again.`,
  );
}
