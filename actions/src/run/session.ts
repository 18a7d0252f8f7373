import type { Cloud } from '../cloud/cloud.ts';
import type { ObservedDroplet } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Connect, HostConnection } from '../hosts/link/connection.ts';
import type { Clock } from '../lib/time.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** What every run works with: the declaration, its two ports, and its limits. */
export interface Session {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly connect: Connect;
  /** Absent in a plan without the cluster's secret: the droplets' tags then say which host key to expect. */
  readonly secrets?: Secrets;
  /** Milliseconds that a host may take to answer. */
  readonly timeoutMs: number;
  /** The system's when absent. */
  readonly clock?: Clock;
}

/** Opens the one verified connection to a droplet's host. */
export function connectTo(
  droplet: ObservedDroplet,
  { connect, secrets, timeoutMs }: Pick<Session, 'connect' | 'secrets' | 'timeoutMs'>,
): Promise<HostConnection> {
  const host = droplet.spec.name;
  const hostKeys = acceptedHostKeys(droplet, secrets);
  if (droplet.ipv4 === undefined)
    throw new Error(`${host} has no public IPv4 address yet. Run again in a minute.`);
  if (hostKeys.length === 0) {
    throw new Error(
      `The droplet of ${host} has no hostkey-sha256 tag, so ${host} cannot be verified without the cluster's secret. ` +
        'Run apply, which restores the tag.',
    );
  }
  return connect({ host, address: droplet.ipv4, hostKeys, timeoutMs });
}

/** The host keys that a host may have, of every generation that is in use. */
export const hostKeysOf =
  (secrets: Secrets) =>
  (host: string): string[] =>
    secrets.generations.map((generation) => secrets.hostKey(host, generation).sha256);

/**
 * The host key of the declared generation, and earlier ones that the droplet's tags still name. A key that was withdrawn
 * is then useless to an attacker who has it.
 */
function acceptedHostKeys({ spec }: ObservedDroplet, secrets: Secrets | undefined): readonly string[] {
  const { name, hostKeys: tagged = [] } = spec;
  if (secrets === undefined) return tagged;
  const [expected = '', ...earlier] = hostKeysOf(secrets)(name);
  return [expected, ...earlier.filter((key) => tagged.includes(key))];
}
