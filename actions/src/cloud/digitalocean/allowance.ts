import type { Allowance, Image, Region } from '../allowance.ts';
import { readAccount } from './account.ts';
import type { Client } from './client.ts';
import { hasStatus } from './errors.ts';
import { listAll, PER_PAGE } from './pages.ts';

/** A token made with custom scopes may not read these; then DigitalOcean's own refusal has to do. */
export async function observeAllowance(client: Client): Promise<Allowance> {
  const [account, regions, images] = await Promise.all([
    orForbidden(() => readAccount(client)),
    orForbidden(() => listRegions(client)),
    orForbidden(() => listImages(client)),
  ]);
  return { account, regions, images };
}

export async function listRegions({ api, call }: Client): Promise<Region[]> {
  const regions = await listAll(call, {
    doing: 'list regions',
    scope: 'regions:read',
    page: (page) => api.region.listRegions({ page, per_page: PER_PAGE }),
    items: (body) => body.regions,
  });
  return regions.map(({ slug, available, features }) => ({
    slug,
    available,
    ipv6: features.includes('ipv6'),
  }));
}

async function listImages({ api, call }: Client): Promise<Image[]> {
  const images = await listAll(call, {
    doing: 'list images',
    scope: 'image:read',
    page: (page) => api.image.listImages({ type: 'distribution', page, per_page: PER_PAGE }),
    items: (body) => body.images,
  });
  return images
    .filter(({ status }) => status === undefined || status === 'available')
    .flatMap(({ slug, regions, min_disk_size: minDiskGiB }) =>
      slug === null ? [] : [{ slug, regions, minDiskGiB }],
    );
}

async function orForbidden<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasStatus(error, 403)) return undefined;
    throw error;
  }
}
