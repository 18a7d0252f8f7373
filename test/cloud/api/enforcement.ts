import type { LinkRule, MachineFirewall } from '../ports.ts';
import type { Account } from './account.ts';
import { withoutPeer } from './firewall-rules.ts';
import type { AccountData, Enforced, Firewall, FirewallRule } from './model.ts';

/** Applies the current firewalls to the links. Responses do not wait for it: see `pendingChanges`. */
export function refreshFirewalls(account: Account): Promise<void> {
  return account.background.refresh('firewalls', () => enforce(account));
}

/** Removes a deleted tag or droplet from every firewall. */
export function forget(account: Account, gone: string | number): void {
  for (const firewall of account.data.firewalls) {
    firewall.dropletIds = firewall.dropletIds.filter((id) => id !== gone);
    firewall.tags = firewall.tags.filter((tag) => tag !== gone);
    firewall.inbound = withoutPeer(firewall.inbound, gone);
    firewall.outbound = withoutPeer(firewall.outbound, gone);
  }
  refreshFirewalls(account);
}

async function enforce({ data, links, save }: Account): Promise<void> {
  const wanted = data.firewalls.map((firewall) => ({ firewall, enforced: target(data, firewall) }));
  try {
    await links.enforce(data.firewalls.flatMap((firewall) => machineFirewalls(data, firewall)));
    for (const { firewall, enforced } of wanted) Object.assign(firewall, { enforced, failed: false });
  } catch (error) {
    for (const { firewall } of wanted) firewall.failed = true;
    throw error;
  } finally {
    save();
  }
}

/** Droplets with links that do not enforce the firewall yet. DigitalOcean lists them while a change is pending. */
export function pendingChanges(data: AccountData, { enforced, ...firewall }: Firewall) {
  const { rules, dropletIds } = target(data, firewall);
  const changed = dropletIds.filter((id) => rules !== enforced.rules || !enforced.dropletIds.includes(id));
  const leaving = enforced.dropletIds.filter(
    (id) => !dropletIds.includes(id) && data.droplets.some((it) => it.id === id),
  );
  const change = (removing: boolean) => (droplet_id: number) => ({ droplet_id, removing, status: 'waiting' });
  return [...changed.map(change(false)), ...leaving.map(change(true))];
}

type Intent = Omit<Firewall, 'enforced'>;

function target(data: AccountData, firewall: Intent): Enforced {
  const { inbound, outbound } = firewall;
  return { rules: JSON.stringify({ inbound, outbound }), dropletIds: members(data, firewall) };
}

/** The protected droplets: those listed and those with any of its tags. */
function members(data: AccountData, { dropletIds, tags }: Intent): readonly number[] {
  const all = data.droplets.filter(
    (droplet) => dropletIds.includes(droplet.id) || shares(droplet.tags, tags),
  );
  return all.map(({ id }) => id);
}

function machineFirewalls(data: AccountData, firewall: Firewall): MachineFirewall[] {
  const inbound = firewall.inbound.map((rule) => linkRule(data, rule));
  const outbound = firewall.outbound.map((rule) => linkRule(data, rule));
  return members(data, firewall).map((machineId) => ({ machineId, inbound, outbound }));
}

function linkRule({ droplets }: AccountData, { protocol, ports, peers }: FirewallRule): LinkRule {
  const { addresses = [], tags = [], droplet_ids = [] } = peers;
  const named = droplets.filter((droplet) => droplet_ids.includes(droplet.id) || shares(droplet.tags, tags));
  const resolved = named.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  return { protocol, ports: ports === '0' ? 'all' : ports, peers: [...addresses, ...resolved] };
}

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((it) => others.includes(it));
