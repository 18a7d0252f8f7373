import type { Declaration } from '../declaration/declaration.ts';
import type { Observation } from '../run/observe.ts';
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
      const { certificate } = seen.facts;
      const placeholder = certificate?.placeholder ? certificate.sha256 : undefined;
      hosts.push({ name, address, connection: seen.connection, placeholder });
    } else {
      away.push(`${name}: ${seen?.kind === 'unreachable' ? seen.reason : 'it has no droplet yet'}`);
    }
  }
  if (hosts.length > 0) return { hosts, away };
  throw new Error(`No web host answers; apply the cluster first.\n${away.join('\n')}`);
}
