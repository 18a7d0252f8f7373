import type { Match } from '../kind.ts';
import type { Desired, ObservedDroplet } from '../resource.ts';
import type { DropletSpec } from '../specs.ts';

/** Whether DigitalOcean cannot turn one into the other. */
export const mustReplace = (desired: DropletSpec, observed: DropletSpec): boolean =>
  observed.region !== desired.region || observed.name !== desired.name;

/**
 * Matches droplets by name. An interrupted replacement leaves two with one name: the one that can stay is the host, the
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
    .map((observed) => {
      const { name } = observed.spec;
      const subject = { type: 'droplet', name, host: name } as const;
      return names.has(name)
        ? { subject: { ...subject, copy: observed.id }, reason: 'left over from a replacement', observed }
        : { subject, reason: 'no longer declared', observed };
    });
  return { pairs, surplus, clashes: [] };
}

function bestFor({ spec }: Desired<'droplet'>, droplets: readonly ObservedDroplet[]) {
  const namesakes = droplets
    .filter((droplet) => droplet.spec.name === spec.name)
    .sort((a, b) => Number(a.id) - Number(b.id));
  return namesakes.find((droplet) => !mustReplace(spec, droplet.spec)) ?? namesakes[0];
}

/** The droplets that are hosts now and stay hosts. A plan ignores the addresses and facts of one that it replaces. */
export const stayingDroplets = (
  desired: readonly Desired<'droplet'>[],
  droplets: readonly ObservedDroplet[],
): ObservedDroplet[] =>
  matchDroplets(desired, droplets).pairs.flatMap(({ desired, observed }) =>
    observed && !mustReplace(desired.spec, observed.spec) ? [observed] : [],
  );
