import type { ObservedDroplet } from '../cloud/resource.ts';
import type { Connect, HostConnection } from '../hosts/link/connection.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** What it takes to reach a host. */
export interface Reach {
  readonly connect: Connect;
  /** Absent in a plan without the cluster's secret: the droplets' tags then say which host key to expect. */
  readonly secrets?: Secrets;
  readonly timeoutMs: number;
}

/** Opens the one verified connection to a droplet's host. */
export function connectTo(
  droplet: ObservedDroplet,
  { connect, secrets, timeoutMs }: Reach,
): Promise<HostConnection> {
  const host = droplet.spec.name;
  const hostKeys = hostKeysOf(droplet, secrets);
  if (droplet.ipv4 === undefined)
    throw new Error(`${host} has no public IPv4 address yet. Run again in a minute.`);
  if (hostKeys.length === 0) {
    throw new Error(
      `${host}'s droplet has no hostkey-sha256 tag, so it cannot be recognised without the cluster's secret. ` +
        'Run apply once, which puts the tag back.',
    );
  }
  return connect({ host, address: droplet.ipv4, hostKeys, timeoutMs });
}

/**
 * The host key of the declared generation; an earlier one only while the droplet's tags tell that the host has it still,
 * so that a key that was withdrawn is of no more use to whoever has it.
 */
function hostKeysOf({ spec }: ObservedDroplet, secrets: Secrets | undefined): readonly string[] {
  const { name, hostKeys: tagged = [] } = spec;
  if (secrets === undefined) return tagged;
  const [expected = '', ...earlier] = secrets.generations.map((one) => secrets.hostKey(name, one).sha256);
  return [expected, ...earlier.filter((key) => tagged.includes(key))];
}
