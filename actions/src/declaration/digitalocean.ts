/**
 * DigitalOcean's names, to check a declaration without the API. Only the API knows whether a region still accepts
 * droplets of a size; the plan reports that.
 */

/** Region slugs, as `GET /v2/images` lists them for Debian and Ubuntu. */
// biome-ignore format: a table
export const REGIONS: readonly string[] = [
  'ams2', 'ams3', 'atl1', 'blr1', 'fra1', 'lon1', 'mem1', 'mkc1', 'nyc1',
  'nyc2', 'nyc3', 'ric1', 'sfo1', 'sfo2', 'sfo3', 'sgp1', 'syd1', 'tor1',
];

export const IMAGES = ['debian-13-x64', 'debian-12-x64'] as const;

/** `s-1vcpu-1gb`, `s-2vcpu-4gb-amd`, `c-4`, `g-2vcpu-8gb-intel`, `so1_5-2vcpu-16gb`: the CPU families' slugs. */
export const SIZE =
  /^(s-[0-9]+vcpu-[0-9]+[mg]b(-[0-9]+gb)?|c-[0-9]+|(c2|gd?|m|m3|m6|so|so1_5)-[0-9]+vcpu-[0-9]+gb)(-amd|-intel)?$/;

/** The usual sizes, for suggestions. SIZE decides what is accepted. */
// biome-ignore format: a table
export const COMMON_SIZES: readonly string[] = [
  's-1vcpu-512mb-10gb', 's-1vcpu-1gb', 's-1vcpu-1gb-amd', 's-1vcpu-1gb-intel', 's-1vcpu-2gb', 's-1vcpu-2gb-amd',
  's-1vcpu-2gb-intel', 's-2vcpu-2gb', 's-2vcpu-2gb-amd', 's-2vcpu-2gb-intel', 's-2vcpu-4gb', 's-2vcpu-4gb-amd',
  's-2vcpu-4gb-intel', 's-4vcpu-8gb', 's-4vcpu-8gb-amd', 's-4vcpu-8gb-intel', 's-8vcpu-16gb', 'c-2', 'c-4', 'c-8',
  'g-2vcpu-8gb', 'm-2vcpu-16gb',
];

/** Smallest TTL of a record: https://docs.digitalocean.com/glossary/ttl/ */
export const LOWEST_TTL = 30;

/**
 * Ranges that DigitalOcean reserves. Droplets have their anchor addresses in the regional ones. All regions count, so
 * adding a region later never moves the VPN.
 * https://docs.digitalocean.com/products/networking/vpc/details/limits/
 */
export const RESERVED_RANGES: ReadonlyMap<string, string> = new Map([
  ['10.229.0.0/16', 'DigitalOcean'],
  ['10.244.0.0/16', 'DigitalOcean'],
  ['10.245.0.0/16', 'DigitalOcean'],
  ['10.246.0.0/24', 'DigitalOcean'],
  ['10.10.0.0/16', 'DigitalOcean in nyc1'],
  ['10.12.0.0/16', 'DigitalOcean in sfo1'],
  ['10.13.0.0/16', 'DigitalOcean in nyc2'],
  ['10.14.0.0/16', 'DigitalOcean in ams2'],
  ['10.15.0.0/16', 'DigitalOcean in sgp1'],
  ['10.16.0.0/16', 'DigitalOcean in lon1'],
  ['10.17.0.0/16', 'DigitalOcean in nyc3'],
  ['10.18.0.0/16', 'DigitalOcean in ams3'],
  ['10.19.0.0/16', 'DigitalOcean in fra1'],
  ['10.20.0.0/16', 'DigitalOcean in tor1'],
  ['10.46.0.0/16', 'DigitalOcean in sfo2'],
  ['10.47.0.0/16', 'DigitalOcean in blr1'],
  ['10.48.0.0/16', 'DigitalOcean in sfo3'],
  ['10.49.0.0/16', 'DigitalOcean in syd1'],
  ['10.50.0.0/16', 'DigitalOcean in atl1'],
]);
