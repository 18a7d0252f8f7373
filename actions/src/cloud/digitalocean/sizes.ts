import type { Size } from '../resource.ts';
import type { Client } from './client.ts';
import { listAll, PER_PAGE } from './pages.ts';

export async function listSizes({ api, call }: Client): Promise<Size[]> {
  const sizes = await listAll(call, {
    doing: 'list sizes',
    scope: 'sizes:read',
    page: (page) => api.size.listSizes({ page, per_page: PER_PAGE }),
    items: (body) => body.sizes,
  });
  return sizes.map(({ slug, price_monthly, memory, disk, regions, available }) => ({
    slug,
    monthly: price_monthly,
    memoryMiB: memory,
    diskGiB: disk,
    regions: available ? regions : [],
  }));
}
