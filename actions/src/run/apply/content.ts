import { bringToLive } from '../../content/bring.ts';
import type { ContentHost } from '../../content/content-host.ts';
import { type ApplyContext, contained } from './context.ts';
import type { Member } from './fleet.ts';

/** A host that is new, or was away at the last sync, serves what the others do before visitors are sent to it. */
export async function bringContent(context: ApplyContext): Promise<void> {
  const hosts = context.declaration.web.flatMap(({ name }) => contentHost(context.fleet.get(name)));
  const guard = (host: string, work: () => Promise<void>) => contained(context, host, work);
  await contained(context, 'content', () => bringToLive({ hosts, guard, ...context }));
}

function contentHost(member: Member | undefined): ContentHost[] {
  const { host, connection, failure, droplet, facts } = member ?? {};
  if (!host || !connection || failure || !droplet?.ipv4) return [];
  const placeholder = facts?.certificate?.placeholder ? facts.certificate.sha256 : undefined;
  return [{ name: host.name, address: droplet.ipv4, connection, placeholder }];
}
