import type { Offers } from '../offers.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';
import { listAll, PER_PAGE } from './pages.ts';
import { listSizes } from './sizes.ts';

/** Asks what the account could make now. */
export async function observeOffers(options: DigitalOceanOptions): Promise<Offers> {
  const client = createClient(options);
  const [regions, sizes, dropletLimit, droplets] = await Promise.all([
    listRegions(client),
    listSizes(client),
    readLimit(client),
    listNames(client),
  ]);
  return { regions, sizes, dropletLimit, droplets };
}

async function listRegions({ api, call }: Client): Promise<Offers['regions']> {
  const regions = await listAll(call, {
    doing: 'list regions',
    scope: 'regions:read',
    page: (page) => api.region.listRegions({ page, per_page: PER_PAGE }),
    items: (body) => body.regions,
  });
  return regions.map(({ slug, available }) => ({ slug, available }));
}

async function readLimit({ api, call }: Client): Promise<number> {
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: 'read the account', scope: 'account:read', send });
  return account.droplet_limit;
}

async function listNames({ api, call }: Client): Promise<string[]> {
  const droplets = await listAll(call, {
    doing: 'list droplets',
    scope: 'droplet:read',
    page: (page) => api.droplet.listDroplets({ page, per_page: PER_PAGE }),
    items: (body) => body.droplets,
  });
  return droplets.map(({ name }) => name);
}
