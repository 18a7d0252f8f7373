import { KINDS, RESOURCE_TYPES } from '../../../actions/src/cloud/kinds.ts';
import type { Observed, ObservedCloud, Resource } from '../../../actions/src/cloud/resource.ts';
import { LIST_OF } from '../../../actions/src/cloud/specs.ts';

const all = (cloud: ObservedCloud): readonly Observed[] =>
  RESOURCE_TYPES.flatMap((type): readonly Observed[] => KINDS[type].observed(cloud));

/** Finds what another run has created, as the port promises; for droplets, only what existed when it looked. */
export const named = (cloud: ObservedCloud, wanted: Resource): Observed | undefined =>
  all(cloud).find((resource) => wanted.type !== 'droplet' && titleOf(resource) === titleOf(wanted));

/** E.g. `droplet/host-01`, `record/A www.example.com = 192.0.2.1`. */
export const titleOf = (resource: Resource): string =>
  resource.type === 'record'
    ? `record/${resource.spec.type} ${resource.spec.name} = ${resource.spec.value}`
    : `${resource.type}/${resource.spec.name}`;

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
