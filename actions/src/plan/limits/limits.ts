import type { ObservedCloud } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import type { Draft } from '../diff.ts';
import { askedBy } from './asked.ts';
import { sizeRefusal } from './sizes.ts';

/** Refusals for what DigitalOcean is known not to give: found out during apply, it would leave a cluster half made. */
export function limitRefusals(
  drafts: readonly Draft[],
  declaration: Declaration,
  { droplets, sizes }: ObservedCloud,
): string[] {
  const asked = askedBy(drafts, declaration, droplets);
  return asked.flatMap((one) => sizeRefusal(one, sizes));
}
