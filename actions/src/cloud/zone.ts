import type { Declaration } from '../declaration/declaration.ts';
import { byName, first, type Kind } from './kind.ts';
import type { Desired } from './resource.ts';

export const zone: Kind<'zone'> = {
  desired: (declaration) => [desiredZone(declaration)],
  observed: (cloud) => cloud.zones,
  match: (desired, { cloud }) => ({ ...byName(desired, cloud.zones), clashes: [] }),
  // A zone is its name: there is nothing else to differ.
  compare: () => ({ fields: [], replaces: false }),
  wave: first,
  risk: () => 'none',
  rank: () => 1,
  summary: () => '',
  monthly: () => 0,
  essence: (spec) => spec,
  display: { rows: 'listed', isValues: false },
  secretFields: [],
  meanwhile: () => undefined,
  warnings: () => [],
  notes: () => [],
  dnsName: () => undefined,
};

/** The zone the site's names live in. It may hold more than ours, so it is made when missing and never deleted. */
const desiredZone = ({ zone }: Declaration): Desired<'zone'> => ({
  type: 'zone',
  name: zone,
  spec: { name: zone },
});
