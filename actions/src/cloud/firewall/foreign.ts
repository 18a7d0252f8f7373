import type { ObservedCloud, ObservedDroplet, ObservedFirewall } from '../resource.ts';
import type { FirewallRule, FirewallSpec } from '../specs.ts';
import { readPeers, ruleKey } from './rules.ts';

interface Finding {
  readonly host: string;
  readonly what: string;
  readonly todo: string;
}

/**
 * Other owners' firewalls that open more on the cluster's hosts. DigitalOcean allows what any firewall of a
 * droplet allows. They are reported and never deleted, because they may also protect other droplets.
 */
export function foreignAmong(
  ours: readonly FirewallSpec[],
  { firewalls, droplets }: Pick<ObservedCloud, 'firewalls' | 'droplets'>,
): Finding[] {
  return firewalls
    .filter(({ spec }) => !ours.some(({ name }) => name === spec.name))
    .flatMap((firewall) => {
      const opened = droplets
        .filter((droplet) => appliesTo(firewall, droplet))
        .map((droplet) => ({ host: droplet.spec.name, rules: opens(firewall, droplet, ours) }))
        .filter(({ rules }) => rules.length > 0);
      return opened.length === 0 ? [] : [findingOf(firewall, opened)];
    });
}

interface Opened {
  readonly host: string;
  readonly rules: readonly FirewallRule[];
}

const appliesTo = ({ spec, droplets = [] }: ObservedFirewall, { id, spec: { tags } }: ObservedDroplet) =>
  droplets.includes(id) || spec.tags.some((tag) => tags.includes(tag));

/** What it allows that none of our firewalls of that droplet allows. */
const opens = (
  { spec }: ObservedFirewall,
  droplet: ObservedDroplet,
  ours: readonly FirewallSpec[],
): FirewallRule[] => {
  const allowed = ours
    .filter(({ tags }) => tags.some((tag) => droplet.spec.tags.includes(tag)))
    .flatMap(({ inbound }) => inbound);
  return spec.inbound.filter(({ peers, ...rule }) => {
    const same = allowed.find((one) => ruleKey(one) === ruleKey({ peers, ...rule }));
    return peers.some((peer) => !same?.peers.includes(peer));
  });
};

function findingOf({ id, spec }: ObservedFirewall, opened: readonly Opened[]): Finding {
  const hosts = opened.map(({ host }) => host).join(', ');
  const rules = [...new Set(opened.flatMap((one) => one.rules))];
  const said = rules.map((rule) => `${ruleKey(rule)} from ${readPeers(rule.peers)}`).join('; ');
  return {
    host: `firewall ${spec.name}`,
    what: `(id ${id}) is not declared and opens more on ${hosts}: ${said}. DigitalOcean allows what any firewall of a droplet allows.`,
    todo: `Remove ${hosts} (or their shared tag) from it under Networking > Firewalls. Flotilla never changes it.`,
  };
}
