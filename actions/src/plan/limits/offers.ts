import type { Allowance, Image, Size } from '../../cloud/allowance.ts';
import type { Draft } from '../../cloud/change.ts';
import type { ObservedDroplet } from '../../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration, imageOf } from '../../declaration/declaration.ts';
import { distributionByImage } from '../../hosts/roles/distribution.ts';
import { listed } from '../../lib/words.ts';
import { hostChange } from '../droplets.ts';

/** A droplet that the plan creates or resizes. */
export interface Asked {
  readonly host: HostDeclaration;
  /** The droplet to resize; absent if one is created. */
  readonly resized?: ObservedDroplet;
}

/** The droplets to compare with DigitalOcean's offers. One that stays as it is needs no offer. */
export function askedBy(
  drafts: readonly Draft[],
  declaration: Declaration,
  droplets: readonly ObservedDroplet[],
): Asked[] {
  return allHosts(declaration).flatMap((host) => {
    const draft = hostChange(drafts, host.name);
    if (draft?.action === 'create' || draft?.action === 'replace') return [{ host }];
    if (!draft?.fields.some(({ key }) => key === 'size')) return [];
    return [{ host, resized: droplets.find(({ id }) => id === draft.observed?.id) }];
  });
}

/** Why a host cannot have its size, with sizes that it can have. */
export function sizeRefusal({ host, resized }: Asked, sizes: readonly Size[]): string[] {
  const { name, size, region } = host;
  const wanted = sizes.find(({ slug }) => slug === size);
  const offered = sizes.filter(({ regions }) => regions.includes(region));
  if (!wanted?.regions.includes(region)) {
    const what = wanted
      ? `Size ${size} of ${name} is not offered in ${region} now.`
      : `DigitalOcean has no size ${size}, which is declared for ${name}.`;
    if (offered.length === 0) return [`${what} No other size is either: move ${name} to another region.`];
    return [`${what} Choose another size. Nearest in price there: ${nearest(offered, wanted)}.`];
  }
  if (!resized) return [];
  return diskRefusal(host, { has: resized.spec.size, disk: diskOf(resized, sizes), wanted, offered });
}

/** The disk's actual size, which counts: it may be smaller than the disk that comes with the droplet's size. */
const diskOf = ({ diskGiB, spec }: ObservedDroplet, sizes: readonly Size[]): number =>
  diskGiB ?? sizes.find(({ slug }) => slug === spec.size)?.diskGiB ?? 0;

interface Disks {
  /** The droplet's current size. */
  readonly has: string;
  /** GiB of the current disk. */
  readonly disk: number;
  readonly wanted: Size;
  readonly offered: readonly Size[];
}

/** DigitalOcean never shrinks a disk, and refuses the resize only after the droplet is off. */
function diskRefusal({ name, kind }: HostDeclaration, { has, disk, wanted, offered }: Disks): string[] {
  if (wanted.diskGiB >= disk) return [];
  const fitting = offered.filter(({ diskGiB }) => diskGiB >= disk);
  const sizes =
    fitting.length > 0 ? ` Nearest in price with a large enough disk: ${nearest(fitting, wanted)}.` : '';
  return [
    `${name} has a disk of ${disk} GiB, and ${wanted.slug} comes with ${wanted.diskGiB} GiB: a disk never shrinks, so ` +
      `DigitalOcean would refuse this resize. Keep ${name} at ${has}${WAY_OUT[kind](name, wanted.slug)}${sizes}`,
  ];
}

const WAY_OUT: Readonly<Record<HostDeclaration['kind'], (name: string, size: string) => string>> = {
  web: (name, size) =>
    ` and declare a new host of size ${size}. Once the new host serves, remove ${name} in a second change.`,
  primary: () =>
    ': the database and the uploads are on that disk. To lower the price, choose a size with less memory and at least ' +
    'this much disk.',
};

/** The three offers nearest in price to the wanted size, or the cheapest if its price is unknown. */
const nearest = (offered: readonly Size[], wanted: Size | undefined): string =>
  [...offered]
    .sort((a, b) => distance(a, wanted) - distance(b, wanted) || a.slug.localeCompare(b.slug, 'en'))
    .slice(0, 3)
    .map(({ slug, monthly }) => `${slug} ($${monthly.toFixed(2)})`)
    .join(', ');

const distance = ({ monthly }: Size, wanted: Size | undefined): number =>
  Math.abs(monthly - (wanted?.monthly ?? 0));

/** Why the region cannot create the droplet. A resized droplet stays in its region. */
export function regionRefusal({ host: { name, region }, resized }: Asked, { regions }: Allowance): string[] {
  if (resized || regions === undefined) return [];
  const wanted = regions.find(({ slug }) => slug === region);
  const others = regions.filter(({ available, ipv6 }) => available && ipv6).map(({ slug }) => slug);
  const remedy = `Move ${name} to another file under cluster/regions/. Available regions: ${listed(others)}.`;
  if (!wanted) return [`DigitalOcean has no region ${region}, which is declared for ${name}. ${remedy}`];
  if (!wanted.available) return [`Region ${region} of ${name} accepts no new droplets now. ${remedy}`];
  return wanted.ipv6 ? [] : [`Region ${region} of ${name} has no IPv6, which every host needs. ${remedy}`];
}

/** Why a droplet cannot start from its image. */
export function imageRefusal(
  { host, resized }: Asked,
  declaration: Declaration,
  { images }: Allowance,
  sizes: readonly Size[],
): string[] {
  if (resized || images === undefined) return [];
  const { name, region, size } = host;
  const slug = imageOf(declaration, host);
  const image = images.find((candidate) => candidate.slug === slug);
  const remedy = otherImages(images, region);
  if (!image) return [`DigitalOcean does not offer the image ${slug} of ${name} now. ${remedy}`];
  if (!image.regions.includes(region))
    return [`Image ${slug} of ${name} is not offered in ${region}. ${remedy}`];
  const disk = sizes.find((candidate) => candidate.slug === size)?.diskGiB ?? image.minDiskGiB;
  if (disk >= image.minDiskGiB) return [];
  return [
    `Image ${slug} of ${name} needs a disk of ${image.minDiskGiB} GiB, and ${size} has ${disk} GiB. Choose a larger size.`,
  ];
}

/** Suggests only images that the roles support. */
function otherImages(images: readonly Image[], region: string): string {
  const known = images.filter(({ slug, regions }) => distributionByImage(slug) && regions.includes(region));
  if (known.length === 0) return `${region} offers no image that Flotilla supports: use another region.`;
  return `Declare another image for it: ${listed(known.map(({ slug }) => slug))}.`;
}
