import { Resolver } from 'node:dns/promises';
import type { Declaration } from '../declaration/declaration.ts';
import type { NameAnswer } from '../plan/health/sighting.ts';

/** What a name server answers, as opposed to what keeps its answer from us. */
const ANSWERS = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED']);

/**
 * What the zone's own name servers answer for the site's name: no resolver remembers it from earlier. Undefined where this
 * machine cannot ask.
 */
export async function lookUpName({ domain, zone }: Declaration): Promise<NameAnswer | undefined> {
  try {
    const servers = await serversOf(zone);
    if (servers.addresses.length === 0)
      return { servers: servers.names, addresses: [], unfound: servers.names.length === 0 };
    const answers = await Promise.all(
      servers.addresses.map((server) => asking([server]).resolve4(domain).catch(none)),
    );
    const addresses = [...new Set(answers.flat())].sort();
    return { servers: servers.names, addresses, cut: await cutAbove(domain, zone) };
  } catch {
    return undefined;
  }
}

async function serversOf(zone: string): Promise<{ names: string[]; addresses: string[] }> {
  const names = (await asking().resolveNs(zone).catch(none)).sort();
  const addresses = await Promise.all(names.map((name) => asking().resolve4(name).catch(none)));
  return { names, addresses: addresses.flat() };
}

/** The zone below the declared one that the name is in, where there is one: it alone answers then. */
async function cutAbove(domain: string, zone: string): Promise<NameAnswer['cut']> {
  for (let name = domain; name !== zone && name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const servers = await asking().resolveNs(name).catch(none);
    if (servers.length > 0) return { zone: name, servers: servers.sort() };
  }
  return undefined;
}

function asking(servers?: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers) resolver.setServers(servers);
  return resolver;
}

function none(error: NodeJS.ErrnoException): string[] {
  if (ANSWERS.has(error.code ?? '')) return [];
  throw error;
}
