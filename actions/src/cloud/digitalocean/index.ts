import type { Declaration } from '../../declaration/declaration.ts';
import type { Cloud } from '../cloud.ts';
import { mustReplace } from '../droplet/match.ts';
import { desiredDroplets } from '../droplet.ts';
import type { Observed, ObservedCloud, ObservedDroplet, Resource, ResourceType } from '../resource.ts';
import { observeAllowance } from './allowance.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';
import { listSizes } from './sizes.ts';
import { createTags } from './tags.ts';
import { createWatch } from './watch.ts';
import { createWires, type Wires } from './wires.ts';

/** DigitalOcean over its public API. Every failure that no retry helps is a `CloudError`. */
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
  // Each wire gives at least the list of its kind, and there is a wire for every kind.
  const seen = Object.assign({ sizes }, ...parts) as ObservedCloud;
  return asksForDroplet(declaration, seen.droplets)
    ? { ...seen, allowance: await observeAllowance(client) }
    : seen;
}

/** A cluster that only stays as it is needs nothing of the account. */
const asksForDroplet = (declaration: Declaration, droplets: readonly ObservedDroplet[]): boolean =>
  desiredDroplets(declaration).some(
    ({ spec }) =>
      !droplets.some((droplet) => !mustReplace(spec, droplet.spec) && droplet.spec.size === spec.size),
  );
