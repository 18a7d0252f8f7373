import { bringToLive } from '../../content/bring.ts';
import type { ContentHost } from '../../content/content-host.ts';
import { type ApplyContext, contained } from './context.ts';
import type { Member } from './fleet.ts';

/**
 * A host that is new, or was away at the last sync, serves what the others do before visitors are sent to it. `pending`:
 * hosts whose turn to be converged is still to come.
 */
export async function bringContent(context: ApplyContext, pending: readonly Member[]): Promise<void> {
  const members = context.declaration.web.flatMap(({ name }) => context.fleet.get(name) ?? []);
  const hosts = members.filter((member) => !pending.includes(member)).flatMap(contentHost);
  const guard = (host: string, work: () => Promise<void>) => contained(context, host, work);
  await contained(context, 'content', () => bringToLive({ hosts, guard, ...context }));
}

function contentHost({ host, connection, failure, droplet, facts }: Member): ContentHost[] {
  if (!connection || failure || !droplet?.ipv4) return [];
  const placeholder = facts?.certificate?.placeholder ? facts.certificate.sha256 : undefined;
  return [{ name: host.name, address: droplet.ipv4, connection, placeholder }];
}
