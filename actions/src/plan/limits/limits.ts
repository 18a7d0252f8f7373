import type { Draft } from '../../cloud/change.ts';
import type { ObservedCloud } from '../../cloud/resource.ts';
import { type Declaration, imageOf } from '../../declaration/declaration.ts';
import { some } from '../../lib/words.ts';
import { accountRefusals } from './account.ts';
import { type Asked, askedBy } from './asked.ts';
import { imageRefusal, regionRefusal } from './places.ts';
import { sizeRefusal } from './sizes.ts';

/** Refusals for what DigitalOcean is known not to give: found out during apply, it would leave a cluster half made. */
export function limitRefusals(
  drafts: readonly Draft[],
  declaration: Declaration,
  { droplets, others, sizes, allowance = {} }: ObservedCloud,
): string[] {
  const asked = askedBy(drafts, declaration, droplets);
  const refusalsOf = (one: Asked): string[] => {
    const region = regionRefusal(one, allowance);
    if (region.length > 0) return region;
    return [...sizeRefusal(one, sizes), ...imageRefusal(one, declaration, allowance, sizes)];
  };
  return [
    ...accountRefusals(asked, droplets.length + others.length, allowance),
    ...alike(asked, declaration).flatMap(refusalsOf),
  ];
}

/** Droplets that are made alike are refused alike: one line names them all. */
function alike(asked: readonly Asked[], declaration: Declaration): Asked[] {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const { name, region, size } = one.host;
    const key = one.resized ? name : `${region} ${size} ${imageOf(declaration, one.host)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first
      ? [{ ...first, host: { ...first.host, name: some(group.map(({ host }) => host.name)) } }]
      : [];
  });
}
