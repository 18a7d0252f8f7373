import { KINDS, RESOURCE_TYPES } from '../cloud/kinds.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { ResourceType, SpecOf } from '../cloud/specs.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Plan } from './plan.ts';

/** US dollars a month for the existing and for the declared resources. A size without a price counts as zero. */
export function costOf(declaration: Declaration, cloud: ObservedCloud): Plan['cost'] {
  const costs = RESOURCE_TYPES.map((type) => costOfKind(type, declaration, cloud));
  return {
    before: costs.reduce((sum, { before }) => sum + before, 0),
    after: costs.reduce((sum, { after }) => sum + after, 0),
  };
}

function costOfKind<T extends ResourceType>(
  type: T,
  declaration: Declaration,
  cloud: ObservedCloud,
): Plan['cost'] {
  const { observed, desired, monthly } = KINDS[type];
  const sum = (specs: readonly SpecOf[T][]) =>
    specs.reduce((total, spec) => total + monthly(spec, cloud.sizes), 0);
  return {
    before: sum(observed(cloud).map(({ spec }) => spec)),
    after: sum(desired(declaration, { droplets: [] }).map(({ spec }) => spec)),
  };
}
