import type { Declaration, HostDeclaration } from '../declaration/declaration.ts';
import { allHosts } from '../declaration/declaration.ts';
import { type Difference, field } from './difference.ts';
import { clusterTag, kindTag, protectedTag } from './ownership.ts';
import type { Desired, DropletSpec, ObservedDroplet } from './resource.ts';

/** One droplet a host, the primary's first. */
export const desiredDroplets = (declaration: Declaration): Desired<'droplet'>[] =>
  allHosts(declaration).map((host) => ({
    type: 'droplet',
    address: `droplet/${host.name}`,
    spec: {
      name: host.name,
      region: host.region,
      size: host.size,
      image: declaration.image,
      tags: tagsOf(declaration, host),
    },
  }));

function tagsOf({ cluster, protectPrimary }: Declaration, { kind }: HostDeclaration): string[] {
  const guarded = kind === 'primary' && protectPrimary ? [protectedTag(cluster)] : [];
  return [clusterTag(cluster), kindTag(cluster, kind), ...guarded].sort();
}

/**
 * A droplet cannot move to another region nor take another's name; it can be resized while it is off. The image it
 * was made from is history: a later slug changes nothing.
 */
export function compareDroplet(desired: DropletSpec, { spec, status }: ObservedDroplet): Difference {
  return {
    fields: [
      ...field('region', spec.region, desired.region),
      ...field('name', spec.name, desired.name),
      ...field('size', spec.size, desired.size),
      ...field('tags', ownTags(spec.tags, desired.tags).join(', '), desired.tags.join(', ')),
      ...(status === 'off' ? field('power', 'off', 'on') : []),
    ],
    replaces: mustReplace(desired, spec),
  };
}

export const mustReplace = (desired: DropletSpec, observed: DropletSpec): boolean =>
  observed.region !== desired.region || observed.name !== desired.name;

/** The tags that say whose and what it is. Others, the host key's and the owner's own, are none of a plan's business. */
export function ownTags(observed: readonly string[], desired: readonly string[]): string[] {
  const [cluster = ''] = desired;
  return observed.filter((tag) => tag === cluster || tag.startsWith(`${cluster}:`)).sort();
}
