import type { Allowance, Image } from '../../cloud/allowance.ts';
import type { Size } from '../../cloud/resource.ts';
import { type Declaration, imageOf } from '../../declaration/declaration.ts';
import { distributionByImage } from '../../hosts/roles/distribution.ts';
import { listed } from '../../lib/words.ts';
import type { Asked } from './asked.ts';

/** Why a region makes no such droplet; a droplet that is resized stays where it is. */
export function regionRefusal({ host: { name, region }, resized }: Asked, { regions }: Allowance): string[] {
  if (resized || regions === undefined) return [];
  const wanted = regions.find(({ slug }) => slug === region);
  const others = regions.filter(({ available, ipv6 }) => available && ipv6).map(({ slug }) => slug);
  const remedy = `Move ${name} to another file under cluster/regions/: ${listed(others)} are open.`;
  if (!wanted) return [`Region ${region} of ${name} is not one of DigitalOcean's. ${remedy}`];
  if (!wanted.available) return [`Region ${region} of ${name} takes no new droplets now. ${remedy}`];
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
  if (!image) return [`Image ${slug} of ${name} is not one that DigitalOcean offers now. ${remedy}`];
  if (!image.regions.includes(region))
    return [`Image ${slug} of ${name} is not offered in ${region}. ${remedy}`];
  const disk = sizes.find((candidate) => candidate.slug === size)?.diskGiB ?? image.minDiskGiB;
  if (disk >= image.minDiskGiB) return [];
  return [
    `Image ${slug} of ${name} needs a disk of ${image.minDiskGiB} GiB, and ${size} has ${disk} GiB: choose a larger size.`,
  ];
}

/** Only those that the roles are written for. */
function otherImages(images: readonly Image[], region: string): string {
  const known = images.filter(({ slug, regions }) => distributionByImage(slug) && regions.includes(region));
  if (known.length === 0) return `No image that Flotilla knows is offered in ${region}: use another region.`;
  return `Declare another image for it: ${listed(known.map(({ slug }) => slug))}.`;
}
