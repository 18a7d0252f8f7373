import type { Offers } from '../offers.ts';
import { readAccount } from './account.ts';
import { listRegions } from './allowance.ts';
import { createClient, type DigitalOceanOptions } from './client.ts';
import { listDroplets } from './droplets.ts';
import { listSizes } from './sizes.ts';

/** Asks what the account could make now. */
export async function observeOffers(options: DigitalOceanOptions): Promise<Offers> {
  const client = createClient(options);
  const [regions, sizes, { dropletLimit }, droplets] = await Promise.all([
    listRegions(client),
    listSizes(client),
    readAccount(client),
    listDroplets(client),
  ]);
  return { regions, sizes, dropletLimit, droplets: droplets.map(({ spec }) => spec.name) };
}
