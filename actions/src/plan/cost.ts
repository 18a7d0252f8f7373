import type { ObservedCloud } from '../cloud/resource.ts';
import { desiredUptimeChecks, UPTIME_CHECK_MONTHLY } from '../cloud/uptime-check.ts';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import type { Plan } from './plan.ts';

/** US dollars a month for what there is and for what is declared. A size without a price counts as nothing. */
export function costOf(
  declaration: Declaration,
  { droplets, sizes, uptimeChecks }: ObservedCloud,
): Plan['cost'] {
  const price = (slug: string) => sizes.find((size) => size.slug === slug)?.monthly ?? 0;
  const sum = (slugs: readonly string[]) => slugs.reduce((total, slug) => total + price(slug), 0);
  return {
    before: sum(droplets.map(({ spec }) => spec.size)) + watching(uptimeChecks),
    after: sum(allHosts(declaration).map(({ size }) => size)) + watching(desiredUptimeChecks(declaration)),
  };
}

const watching = (checks: readonly unknown[]): number => checks.length * UPTIME_CHECK_MONTHLY;

/** Notes on droplets whose size has no listed price, since the sums leave them out. */
export const unpricedNotes = ({ droplets, sizes }: ObservedCloud): string[] =>
  droplets
    .filter(({ spec }) => !sizes.some(({ slug }) => slug === spec.size))
    .map(
      ({ spec }) => `The price of ${spec.name}'s size, ${spec.size}, is not listed: the cost leaves it out.`,
    );
