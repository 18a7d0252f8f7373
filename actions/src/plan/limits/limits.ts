import type { ObservedCloud } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import type { Draft } from '../diff.ts';
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
    ...asked.flatMap(refusalsOf),
  ];
}
