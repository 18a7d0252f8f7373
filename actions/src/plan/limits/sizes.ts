import type { ObservedDroplet, Size } from '../../cloud/resource.ts';
import type { HostDeclaration } from '../../declaration/declaration.ts';
import type { Asked } from './asked.ts';

/** Why a host cannot have its size, with one that it can have. */
export function sizeRefusal({ host, resized }: Asked, sizes: readonly Size[]): string[] {
  const { name, size, region } = host;
  const wanted = sizes.find(({ slug }) => slug === size);
  const offered = sizes.filter(({ regions }) => regions.includes(region));
  if (!wanted?.regions.includes(region)) {
    const what = wanted
      ? `Size ${size} of ${name} is not offered in ${region} now.`
      : `Size ${size} of ${name} is not one of DigitalOcean's.`;
    if (offered.length === 0) return [`${what} Nor is any other: move ${name} to another region.`];
    return [`${what} Nearest in price there: ${nearest(offered, wanted)}.`];
  }
  if (!resized) return [];
  return diskRefusal(host, { has: resized.spec.size, disk: diskOf(resized, sizes), wanted, offered });
}

/** The disk itself counts, and not its plan's: it may have been made with a smaller plan. */
const diskOf = ({ diskGiB, spec }: ObservedDroplet, sizes: readonly Size[]): number =>
  diskGiB ?? sizes.find(({ slug }) => slug === spec.size)?.diskGiB ?? 0;

interface Disks {
  /** The size that its droplet has. */
  readonly has: string;
  /** GiB that the host's disk has now. */
  readonly disk: number;
  readonly wanted: Size;
  readonly offered: readonly Size[];
}

/** DigitalOcean never shrinks a disk, and finds out only once the droplet is off. */
function diskRefusal({ name, kind }: HostDeclaration, { has, disk, wanted, offered }: Disks): string[] {
  if (wanted.diskGiB >= disk) return [];
  const fitting = offered.filter(({ diskGiB }) => diskGiB >= disk);
  const sizes = fitting.length > 0 ? ` Nearest in price that fit: ${nearest(fitting, wanted)}.` : '';
  return [
    `${name} has a disk of ${disk} GiB, and ${wanted.slug} comes with ${wanted.diskGiB} GiB: a disk never shrinks, so ` +
      `DigitalOcean refuses this resize. Keep ${name} at ${has}${WAY_OUT[kind](name, wanted.slug)}${sizes}`,
  ];
}

const WAY_OUT: Readonly<Record<HostDeclaration['kind'], (name: string, size: string) => string>> = {
  web: (name, size) =>
    ` and declare a new host of size ${size} next to it; once that one serves, remove ${name} in a second change.`,
  primary: () =>
    ': the database and the uploads are on that disk. For less memory and a lower price, choose a size that has at ' +
    'least this disk.',
};

/** Without a price to compare with, the cheapest. */
const nearest = (offered: readonly Size[], wanted: Size | undefined): string =>
  [...offered]
    .sort((a, b) => distance(a, wanted) - distance(b, wanted) || a.slug.localeCompare(b.slug, 'en'))
    .slice(0, 3)
    .map(({ slug, monthly }) => `${slug} ($${monthly.toFixed(2)})`)
    .join(', ');

const distance = ({ monthly }: Size, wanted: Size | undefined): number =>
  Math.abs(monthly - (wanted?.monthly ?? 0));
