import type { Declaration } from '../declaration/declaration.ts';
import { placeholderOf } from '../hosts/model/placeholder.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import type { HostObservation, Observation } from '../run/observe.ts';
import type { ContentHost } from './content-host.ts';

/** The web hosts, by whether they answer now. One that does not gets the release when it is back. */
export interface ContentFleet {
  readonly hosts: readonly ContentHost[];
  /** One line each: the host and why it was left out. */
  readonly away: readonly string[];
}

/** Throws when no web host answers. */
export function contentFleet({ web }: Declaration, observation: Observation): ContentFleet {
  const hosts: ContentHost[] = [];
  const away: string[] = [];
  for (const { name } of web) {
    const seen = observation.hosts.get(name);
    const address = observation.droplets.get(name)?.ipv4;
    if (seen?.kind === 'observed' && address !== undefined) {
      const placeholder = placeholderOf(seen.facts);
      const [site] = sitesOn(seen.facts) ?? [];
      hosts.push({ name, address, connection: seen.connection, site, placeholder });
    } else {
      away.push(`${name}: ${reasonOf(seen, observation.droplets.get(name)?.status)}`);
    }
  }
  if (hosts.length > 0) return { hosts, away };
  throw new Error(`No web host answers; apply the cluster first.\n${away.join('\n')}`);
}

function reasonOf(seen: HostObservation | undefined, status: string | undefined): string {
  if (seen?.kind === 'unreachable') return seen.reason;
  return status === undefined ? 'it has no droplet yet' : `its droplet is ${status}`;
}
