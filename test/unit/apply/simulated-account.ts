import { KINDS, RESOURCE_TYPES } from '../../../actions/src/cloud/kinds.ts';
import {
  type Desired,
  LIST_OF,
  type Observed,
  type ObservedCloud,
} from '../../../actions/src/cloud/resource.ts';

const all = (cloud: ObservedCloud): readonly Observed[] =>
  RESOURCE_TYPES.flatMap((type): readonly Observed[] => KINDS[type].observed(cloud));

/** What another run has made meanwhile is found, as the port promises; of droplets, only what was made before it looked. */
export const named = (cloud: ObservedCloud, { type, address }: Desired): Observed | undefined =>
  all(cloud).find((resource) => type !== 'droplet' && resource.type === type && resource.address === address);

export const find = (cloud: ObservedCloud, { type, id }: Observed): Observed | undefined =>
  all(cloud).find((resource) => resource.type === type && resource.id === id);

export const withResource = (cloud: ObservedCloud, made: Observed): ObservedCloud => ({
  ...cloud,
  [LIST_OF[made.type]]: [...cloud[LIST_OF[made.type]], made],
});

export const withoutResource = (cloud: ObservedCloud, { type, id }: Observed): ObservedCloud => ({
  ...cloud,
  [LIST_OF[type]]: cloud[LIST_OF[type]].filter((resource) => resource.id !== id),
});
