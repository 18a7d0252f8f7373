/** DigitalOcean's catalogue: slugs, sizes and prices in US dollars, from its pricing page and `/v2/sizes`. */

export interface CatalogueSize {
  readonly slug: string;
  readonly description: string;
  /** MiB. */
  readonly memory: number;
  readonly vcpus: number;
  /** GiB. */
  readonly disk: number;
  /** TB per month. */
  readonly transfer: number;
  readonly monthly: number;
  readonly hourly: number;
  /** Absent: every open region. */
  readonly regions?: readonly string[];
}

export interface CatalogueRegion {
  readonly slug: string;
  readonly name: string;
  /** Full or closed to new droplets. Such a region offers no size. */
  readonly closed?: boolean;
}

interface CatalogueImage {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly distribution: string;
  readonly createdAt: string;
}

export const REGIONS: readonly CatalogueRegion[] = [
  { slug: 'nyc1', name: 'New York 1' },
  { slug: 'nyc2', name: 'New York 2', closed: true },
  { slug: 'nyc3', name: 'New York 3' },
  { slug: 'ams3', name: 'Amsterdam 3' },
  { slug: 'sfo2', name: 'San Francisco 2' },
  { slug: 'sfo3', name: 'San Francisco 3' },
  { slug: 'sgp1', name: 'Singapore 1' },
  { slug: 'lon1', name: 'London 1' },
  { slug: 'fra1', name: 'Frankfurt 1' },
  { slug: 'tor1', name: 'Toronto 1' },
  { slug: 'blr1', name: 'Bangalore 1' },
  { slug: 'syd1', name: 'Sydney 1' },
  { slug: 'atl1', name: 'Atlanta 1' },
];

const OPEN = REGIONS.filter(({ closed }) => !closed).map(({ slug }) => slug);
const SMALLEST = ['nyc1', 'nyc3', 'ams3', 'sfo3', 'sgp1', 'lon1', 'fra1', 'syd1'];
const DEDICATED = ['nyc1', 'nyc3', 'ams3', 'sfo3', 'sgp1', 'lon1', 'fra1', 'tor1', 'atl1'];

type Row = readonly [
  slug: string,
  memory: number,
  vcpus: number,
  disk: number,
  transfer: number,
  monthly: number,
  hourly: number,
  regions?: readonly string[],
];

const BASIC: readonly Row[] = [
  ['s-1vcpu-512mb-10gb', 512, 1, 10, 0.5, 4, 0.00595, SMALLEST],
  ['s-1vcpu-1gb', 1024, 1, 25, 1, 6, 0.00893],
  ['s-1vcpu-1gb-amd', 1024, 1, 25, 1, 7, 0.01042],
  ['s-1vcpu-1gb-intel', 1024, 1, 25, 1, 7, 0.01042],
  ['s-1vcpu-2gb', 2048, 1, 50, 2, 12, 0.01786],
  ['s-1vcpu-2gb-amd', 2048, 1, 50, 2, 14, 0.02083],
  ['s-2vcpu-2gb', 2048, 2, 60, 3, 18, 0.02679],
  ['s-2vcpu-2gb-amd', 2048, 2, 60, 3, 21, 0.03125],
  ['s-2vcpu-4gb', 4096, 2, 80, 4, 24, 0.03571],
  ['s-4vcpu-8gb', 8192, 4, 160, 5, 48, 0.07143],
  ['s-8vcpu-16gb', 16384, 8, 320, 6, 96, 0.14286],
];

export const SIZES: readonly CatalogueSize[] = [
  ...BASIC.map((row) => size('Basic', row)),
  size('CPU-Optimized', ['c-2', 4096, 2, 25, 4, 42, 0.0625, DEDICATED]),
  size('CPU-Optimized', ['c-4', 8192, 4, 50, 5, 84, 0.125, DEDICATED]),
  size('Premium Intel', ['c-4-intel', 8192, 4, 50, 5, 109, 0.1622, DEDICATED]),
  size('General Purpose', ['g-2vcpu-8gb', 8192, 2, 25, 4, 63, 0.09375, DEDICATED]),
  size('General Purpose', ['gd-2vcpu-8gb', 8192, 2, 50, 4, 68, 0.10119, DEDICATED]),
  size('Memory-Optimized', ['m-2vcpu-16gb', 16384, 2, 50, 4, 84, 0.125, DEDICATED]),
];

export const IMAGES: readonly CatalogueImage[] = [
  {
    id: 135397105,
    slug: 'debian-12-x64',
    name: '12 x64',
    distribution: 'Debian',
    createdAt: '2023-06-21T15:38:26Z',
  },
  {
    id: 196513821,
    slug: 'debian-13-x64',
    name: '13 x64',
    distribution: 'Debian',
    createdAt: '2025-08-19T17:09:42Z',
  },
  {
    id: 129211873,
    slug: 'ubuntu-22-04-x64',
    name: '22.04 (LTS) x64',
    distribution: 'Ubuntu',
    createdAt: '2023-03-21T17:32:33Z',
  },
  {
    id: 155133621,
    slug: 'ubuntu-24-04-x64',
    name: '24.04 (LTS) x64',
    distribution: 'Ubuntu',
    createdAt: '2024-04-25T18:35:50Z',
  },
];

function size(description: string, row: Row): CatalogueSize {
  const [slug, memory, vcpus, disk, transfer, monthly, hourly, regions] = row;
  return { slug, description, memory, vcpus, disk, transfer, monthly, hourly, ...(regions && { regions }) };
}

export const sizeRegions = ({ regions }: CatalogueSize): readonly string[] => regions ?? OPEN;

export const sizesIn = (region: string): readonly string[] =>
  SIZES.filter((offered) => sizeRegions(offered).includes(region)).map(({ slug }) => slug);

/** The local cloud's machines are Debian. */
export const bootable = ({ distribution }: CatalogueImage): boolean => distribution === 'Debian';
