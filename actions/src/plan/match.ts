import type { ObservedOf } from '../cloud/desired.ts';
import { mustReplace } from '../cloud/droplet.ts';
import { isDeployKey } from '../cloud/ownership.ts';
import type { Address, Desired, Observed, ObservedDroplet, ResourceType } from '../cloud/resource.ts';

/** What is to be, beside what is. */
export interface Pair<T extends ResourceType> {
  readonly desired: Desired<T>;
  readonly observed?: ObservedOf[T] | undefined;
}

/** What is ours and no longer wanted. */
export interface Surplus<T extends ResourceType = ResourceType> {
  readonly address: Address;
  readonly reason: string;
  readonly observed: Observed<T>;
}

export interface Match<T extends ResourceType> {
  readonly pairs: readonly Pair<T>[];
  readonly surplus: readonly Surplus<T>[];
}

/** Types that are known by their name alone and never deleted. */
export function matchByName<T extends 'zone' | 'firewall'>(
  desired: readonly Desired<T>[],
  observed: readonly ObservedOf[T][],
): Match<T> {
  const byName = new Map(observed.map((resource) => [resource.spec.name, resource]));
  return {
    pairs: desired.map((wanted) => ({ desired: wanted, observed: byName.get(wanted.spec.name) })),
    surplus: [],
  };
}

/** Names of checks are not unique: what a run made twice, and what is no longer declared, is surplus. */
export function matchUptimeChecks(
  desired: readonly Desired<'uptime-check'>[],
  observed: readonly Observed<'uptime-check'>[],
): Match<'uptime-check'> {
  const [first, ...others] = observed;
  const reason = desired.length > 0 ? 'is there a second time' : 'no longer declared';
  const surplus = desired.length > 0 ? others : observed;
  return {
    pairs: desired.map((wanted) => ({ desired: wanted, observed: first })),
    surplus: surplus.map((check) => ({ address: `${check.address} #${check.id}`, reason, observed: check })),
  };
}

/** DigitalOcean holds a public key only once, so the same content under another name is the key to rename. */
export function matchKeys(
  cluster: string,
  desired: Desired<'ssh-key'>,
  keys: readonly Observed<'ssh-key'>[],
): Match<'ssh-key'> {
  const found =
    keys.find(({ spec }) => spec.publicKey === desired.spec.publicKey) ??
    keys.find(({ spec }) => spec.name === desired.spec.name);
  const others = keys.filter((key) => key !== found && isDeployKey(cluster, key.spec.name));
  return {
    pairs: [{ desired, observed: found }],
    surplus: others.map((observed) => ({
      address: observed.address,
      reason: 'deploy key of another generation',
      observed,
    })),
  };
}

/**
 * Droplets by name. A replacement that was interrupted leaves two of one name: the one that can stay is the host, the
 * other is surplus.
 */
export function matchDroplets(
  desired: readonly Desired<'droplet'>[],
  droplets: readonly ObservedDroplet[],
): Match<'droplet'> {
  const pairs = desired.map((wanted) => ({ desired: wanted, observed: bestFor(wanted, droplets) }));
  const kept = new Set(pairs.map(({ observed }) => observed));
  const names = new Set(desired.map(({ spec }) => spec.name));
  const surplus = droplets
    .filter((droplet) => !kept.has(droplet))
    .map((observed) =>
      names.has(observed.spec.name)
        ? {
            address: `${observed.address} #${observed.id}`,
            reason: 'left over from a replacement',
            observed,
          }
        : { address: observed.address, reason: 'no longer declared', observed },
    );
  return { pairs, surplus };
}

function bestFor({ spec }: Desired<'droplet'>, droplets: readonly ObservedDroplet[]) {
  const namesakes = droplets
    .filter((droplet) => droplet.spec.name === spec.name)
    .sort((a, b) => Number(a.id) - Number(b.id));
  return namesakes.find((droplet) => !mustReplace(spec, droplet.spec)) ?? namesakes[0];
}

/** The droplets that are hosts now and remain so: a replaced one's addresses and facts are of no use to a plan. */
export const stayingDroplets = (
  desired: readonly Desired<'droplet'>[],
  droplets: readonly ObservedDroplet[],
): ObservedDroplet[] =>
  matchDroplets(desired, droplets).pairs.flatMap(({ desired, observed }) =>
    observed && !mustReplace(desired.spec, observed.spec) ? [observed] : [],
  );
