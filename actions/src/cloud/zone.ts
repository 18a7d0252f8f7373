import type { Declaration } from '../declaration/declaration.ts';
import { type Difference, same } from './difference.ts';
import type { Desired } from './resource.ts';

/** The zone the site's names live in. It may hold more than ours, so it is made when missing and never deleted. */
export const desiredZone = ({ zone }: Declaration): Desired<'zone'> => ({
  type: 'zone',
  address: `zone/${zone}`,
  spec: { name: zone },
});

/** A zone is its name: there is nothing else to differ. */
export const compareZone = (): Difference => same;
