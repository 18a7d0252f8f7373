import type { Declaration } from '../../declaration/declaration.ts';
import type { Offers } from '../allowance.ts';
import type { Cloud } from '../cloud.ts';
import { needsDroplet } from '../droplet.ts';
import type { Observed, ObservedCloud, Resource } from '../resource.ts';
import type { ResourceType } from '../specs.ts';
import { listRegions, listSizes, observeAllowance, readAccount } from './account.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';
import { listDroplets } from './droplets.ts';
import { createTags } from './tags.ts';
import { createWatch } from './watch.ts';
import { createWires, type Wires } from './wires.ts';

/** DigitalOcean's public API. A failure that retries do not cure is a `CloudError`. */
export function createDigitalOcean(options: DigitalOceanOptions): Cloud {
  const client = createClient(options);
  const wires = createWires(client, createTags(client));
  return {
    observe: (declaration) => observe(client, wires, declaration),
    create: <T extends ResourceType>(desired: Resource<T>, extra?: Parameters<Cloud['create']>[1]) =>
      wires[desired.type].create(desired, extra),
    update: <T extends ResourceType>(observed: Observed<T>, desired: Resource<T>) =>
      wires[desired.type].update(observed, desired),
    delete: <T extends ResourceType>(observed: Observed<T>) => wires[observed.type].delete(observed),
    awaitDroplet: createWatch(client),
  };
}

async function observe(client: Client, wires: Wires, declaration: Declaration): Promise<ObservedCloud> {
  const [sizes, ...parts] = await Promise.all([
    listSizes(client),
    ...Object.values(wires).map((wire) => wire.observe(declaration)),
  ]);
  // Every kind has a wire, and every wire returns at least the list of its kind.
  const seen = Object.assign({ sizes }, ...parts) as ObservedCloud;
  return needsDroplet(declaration, seen.droplets)
    ? { ...seen, allowance: await observeAllowance(client) }
    : seen;
}

/** What the account could create now. */
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
