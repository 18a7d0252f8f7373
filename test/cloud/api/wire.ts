import type { CatalogueRegion, CatalogueSize } from './catalogue.ts';
import { bootable, IMAGES, REGIONS, SIZES, sizeRegions, sizesIn } from './catalogue.ts';
import type { Snapshot } from './model.ts';

/** The catalogue in DigitalOcean's JSON. */

/** `2020-07-21T18:37:44Z`: DigitalOcean's times have a precision of one second. */
export const timestamp = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

const ALL_FEATURES = ['backups', 'ipv6', 'metadata', 'install_agent', 'storage', 'image_transfer'];

export function regionView(region: CatalogueRegion) {
  const available = !region.closed;
  return {
    name: region.name,
    slug: region.slug,
    features: ALL_FEATURES,
    available,
    sizes: sizesIn(region.slug),
  };
}

export const regionBySlug = (slug: string) =>
  REGIONS.filter((region) => region.slug === slug).map(regionView)[0];

export function sizeView(size: CatalogueSize) {
  return {
    slug: size.slug,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    transfer: size.transfer,
    price_monthly: size.monthly,
    price_hourly: size.hourly,
    regions: sizeRegions(size),
    available: true,
    description: size.description,
    disk_info: diskInfo(size.disk),
  };
}

export const diskInfo = (gib: number) => [{ type: 'local', size: { amount: gib, unit: 'gib' } }];

export const sizeBySlug = (slug: string) => SIZES.find((size) => size.slug === slug);

export type ImageView = ReturnType<typeof baseImages>[number] | ReturnType<typeof snapshotView>;

/** Public images, by the name of the distribution. */
export const baseImages = () =>
  IMAGES.map((image) => ({
    id: image.id,
    name: image.name,
    distribution: image.distribution,
    slug: image.slug,
    public: true,
    regions: REGIONS.map(({ slug }) => slug),
    created_at: image.createdAt,
    type: 'base',
    min_disk_size: 7,
    size_gigabytes: 0.6,
    description: `${image.distribution} ${image.name}`,
    tags: [] as string[],
    status: 'available',
  }));

export const snapshotView = (snapshot: Snapshot) => ({
  id: snapshot.id,
  name: snapshot.name,
  distribution: IMAGES.find(({ slug }) => slug === snapshot.image)?.distribution ?? 'Unknown',
  slug: null,
  public: false,
  regions: [snapshot.region],
  created_at: timestamp(snapshot.bornAt),
  type: 'snapshot',
  min_disk_size: snapshot.minDisk,
  size_gigabytes: 1,
  description: '',
  tags: [] as string[],
  status: 'available',
});

export const isBootable = (slug: string): boolean =>
  IMAGES.some((image) => image.slug === slug && bootable(image));
