import type { ObservedCloud, Size } from '../cloud/resource.ts';
import { desiredUptimeChecks, UPTIME_CHECK_MONTHLY } from '../cloud/uptime-check.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import type { Draft } from './diff.ts';
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

/** Refusals for droplets that cannot be had: only what a change would ask DigitalOcean for is checked. */
export function sizeRefusals(
  drafts: readonly Draft[],
  declaration: Declaration,
  sizes: readonly Size[],
): string[] {
  const asked = new Set(drafts.filter(asksForSize).map(({ address }) => address));
  return allHosts(declaration)
    .filter(({ name }) => asked.has(`droplet/${name}`))
    .flatMap((host) => sizeRefusal(host, sizes));
}

const asksForSize = ({ action, fields }: Draft): boolean =>
  ['create', 'replace'].includes(action) || fields.some(({ field }) => field === 'size');

function sizeRefusal({ name, size, region }: HostDeclaration, sizes: readonly Size[]): string[] {
  const wanted = sizes.find(({ slug }) => slug === size);
  if (wanted?.regions.includes(region)) return [];
  const offered = sizes.filter(({ regions }) => regions.includes(region));
  const what = wanted
    ? `Size ${size} of ${name} is not offered in ${region} now.`
    : `Size ${size} of ${name} is not one of DigitalOcean's.`;
  if (offered.length === 0) return [`${what} Nor is any other: move ${name} to another region.`];
  return [`${what} Nearest in price there: ${nearest(offered, wanted).map(priced).join(', ')}.`];
}

/** Without a price to compare with, the cheapest. */
const nearest = (offered: readonly Size[], wanted: Size | undefined): Size[] =>
  [...offered]
    .sort((a, b) => distance(a, wanted) - distance(b, wanted) || a.slug.localeCompare(b.slug, 'en'))
    .slice(0, 3);

const distance = ({ monthly }: Size, wanted: Size | undefined): number =>
  Math.abs(monthly - (wanted?.monthly ?? 0));

const priced = ({ slug, monthly }: Size): string => `${slug} ($${monthly.toFixed(2)})`;

/** Notes on droplets whose size has no listed price, since the sums leave them out. */
export const unpricedNotes = ({ droplets, sizes }: ObservedCloud): string[] =>
  droplets
    .filter(({ spec }) => !sizes.some(({ slug }) => slug === spec.size))
    .map(
      ({ spec }) => `The price of ${spec.name}'s size, ${spec.size}, is not listed: the cost leaves it out.`,
    );
