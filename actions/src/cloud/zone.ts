import type { Declaration } from '../declaration/declaration.ts';
import { byName, first, type Kind } from './kind.ts';
import type { Desired } from './resource.ts';

export const zone: Kind<'zone'> = {
  desired: (declaration) => [desiredZone(declaration)],
  observed: (cloud) => cloud.zones,
  match: (desired, { cloud }) => ({ ...byName(desired, cloud.zones), clashes: [] }),
  // A zone is only a name, so nothing can differ.
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

/** The zone of the site's names. It may hold other records, so it is created if missing and never deleted. */
const desiredZone = ({ zone }: Declaration): Desired<'zone'> => ({
  type: 'zone',
  name: zone,
  spec: { name: zone },
});
