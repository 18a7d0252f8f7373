import type { Declaration, HostDeclaration } from '../declaration/declaration.ts';
import { allHosts, imageOf } from '../declaration/declaration.ts';
import { fingerprint } from '../lib/hash.ts';
import { type Difference, type FieldChange, field } from './change.ts';
import { matchDroplets, mustReplace } from './droplet/match.ts';
import { dropletWarnings, riskOfDroplet, unpricedNotes, waveOfDroplet } from './droplet/risk.ts';
import type { CloudContext, Kind } from './kind.ts';
import { clusterTag, kindTag, protectedTag } from './ownership.ts';
import type { Desired, ObservedDroplet } from './resource.ts';
import type { DropletSpec } from './specs.ts';

export const droplet: Kind<'droplet'> = {
  desired: (declaration, { hostKeyOf }) => desiredDroplets(declaration, hostKeyOf),
  observed: ({ droplets }) => droplets,
  match: (desired, { cloud }) => matchDroplets(desired, cloud.droplets),
  compare: compareDroplet,
  wave: waveOfDroplet,
  risk: riskOfDroplet,
  rank: () => 4,
  summary: ({ size, region, image }) => `${size} in ${region}, from ${image}`,
  monthly: ({ size }, sizes) => sizes.find(({ slug }) => slug === size)?.monthly ?? 0,
  // A plan without the cluster's secret does not know which host key a droplet's tag should name.
  essence: (spec) => ({ ...spec, hostKeys: undefined }),
  display: { rows: 'always', isValues: false },
  secretFields: ['hostKeys'],
  meanwhile: withBothHostKeys,
  warnings: dropletWarnings,
  notes: (_, { cloud }) => unpricedNotes(cloud),
  dnsName: () => undefined,
};

/** A droplet keeps the tag of its old host key until the host was seen with the new one. */
function withBothHostKeys(
  desired: DropletSpec,
  { hostKeys: before = [] }: DropletSpec,
): DropletSpec | undefined {
  const { hostKeys } = desired;
  return hostKeys && { ...desired, hostKeys: [...new Set([...hostKeys, ...before])] };
}

/** One droplet per host, the primary's first. `hostKeyOf` returns the SHA-256 of a host's key if the run can derive it. */
export const desiredDroplets = (
  declaration: Declaration,
  hostKeyOf?: CloudContext['hostKeyOf'],
): Desired<'droplet'>[] =>
  allHosts(declaration).map((host) => {
    const hostKey = hostKeyOf?.(host.name);
    return {
      type: 'droplet',
      name: host.name,
      host: host.name,
      spec: {
        name: host.name,
        region: host.region,
        size: host.size,
        image: imageOf(declaration, host),
        tags: tagsOf(declaration, host),
        ...(hostKey ? { hostKeys: [hostKey] } : {}),
      },
    };
  });

/** Whether a declared host has no droplet, or its droplet has another region or size. */
export const needsDroplet = (declaration: Declaration, droplets: readonly ObservedDroplet[]): boolean =>
  desiredDroplets(declaration).some(
    ({ spec }) =>
      !droplets.some((droplet) => !mustReplace(spec, droplet.spec) && droplet.spec.size === spec.size),
  );

function tagsOf({ cluster, protectPrimary }: Declaration, { kind }: HostDeclaration): string[] {
  const guarded = kind === 'primary' && protectPrimary ? [protectedTag(cluster)] : [];
  return [clusterTag(cluster), kindTag(cluster, kind), ...guarded].sort();
}

/**
 * A droplet cannot move to another region or change its name. It can be resized while it is off. Its image is
 * not compared, because a different declared slug does not change an existing droplet.
 */
function compareDroplet(desired: DropletSpec, { spec, status }: ObservedDroplet): Difference {
  return {
    fields: [
      ...field('region', spec.region, desired.region),
      ...field('name', spec.name, desired.name),
      ...field('size', spec.size, desired.size),
      ...field('tags', ownTags(spec.tags, desired.tags).join(', '), desired.tags.join(', ')),
      ...hostKeyField(desired, spec),
      ...(status === 'off' ? field('status', 'off', 'on', 'power') : []),
    ],
    replaces: mustReplace(desired, spec),
  };
}

/** The change of the tag of the host key; none if the run cannot derive the key. */
function hostKeyField({ hostKeys }: DropletSpec, spec: DropletSpec): readonly FieldChange[] {
  const shown = (keys: readonly string[]) => keys.toSorted().map(fingerprint).join(' and ') || 'none';
  return hostKeys === undefined
    ? []
    : field('hostKeys', shown(spec.hostKeys ?? []), shown(hostKeys), 'tag of the host key');
}

/** The tags that identify the cluster and the kind of host. A plan ignores the owner's other tags. */
export function ownTags(observed: readonly string[], desired: readonly string[]): string[] {
  const [cluster = ''] = desired;
  return observed.filter((tag) => tag === cluster || tag.startsWith(`${cluster}:`)).sort();
}
