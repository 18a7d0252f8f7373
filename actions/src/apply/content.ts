import type { ContentHost } from '../content/content-host.ts';
import { bringLive } from '../content/send/bring.ts';
import { placeholderOf } from '../hosts/model/placeholder.ts';
import { observeHost } from '../hosts/observe.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { contentChanges, keptRelease } from '../plan/content.ts';
import { type ApplyContext, contained } from './context.ts';
import { tally } from './converge/converge-member.ts';
import type { Member } from './fleet.ts';

/**
 * A host that is new, was away at the last sync, or whose files were changed by hand serves what the others do before
 * visitors are sent to it. `pending`: hosts whose turn to be converged is still to come.
 */
export async function bringContent(context: ApplyContext, pending: readonly Member[]): Promise<void> {
  const members = context.declaration.web.flatMap(({ name }) => context.fleet.get(name) ?? []);
  const kept = keptRelease(members.map(({ facts }) => facts));
  const changes = ({ host, facts }: Member) => contentChanges(host.name, facts, kept);
  const lacking = members.filter((member) => !pending.includes(member) && changes(member).length > 0);
  if (!kept || lacking.length === 0) return;
  const holders = members.filter(({ facts }) => facts?.content?.kept?.release === kept.release);
  const guard = (host: string, work: () => Promise<void>) =>
    contained(context, host, () => counted(context, host, work));
  const mayGoOn = () => context.lease.check();
  const hosts = { lacking: lacking.flatMap(contentHost), holders: holders.flatMap(contentHost) };
  await contained(context, 'content', () => bringLive(kept, { ...context, ...hosts, guard, mayGoOn }));
}

async function counted(context: ApplyContext, host: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  tally(context, host, 1, (performance.now() - began) / 1000);
  const member = context.fleet.get(host);
  if (member?.connection) member.facts = await observeHost(member.connection);
}

function contentHost({ host, connection, failure, droplet, facts }: Member): ContentHost[] {
  if (!connection || failure || !droplet?.ipv4) return [];
  const placeholder = placeholderOf(facts);
  const [site] = sitesOn(facts) ?? [];
  return [{ name: host.name, address: droplet.ipv4, connection, site, placeholder }];
}
