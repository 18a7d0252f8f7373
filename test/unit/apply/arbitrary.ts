import fc from 'fast-check';
import { expect } from 'vitest';
import type { Observed } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { isEmpty } from '../../../actions/src/plan/plan.ts';
import { EXAMPLE, host } from '../plan/example.ts';
import { World } from './world.ts';

const REGIONS = ['nyc1', 'sfo3', 'tor1'];
const SIZES = ['s-1vcpu-1gb', 's-1vcpu-2gb'];

export const declarations: fc.Arbitrary<Declaration> = fc
  .record({
    web: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('host-02', 'host-03', 'host-04', 'host-05'),
        region: fc.constantFrom(...REGIONS),
        size: fc.constantFrom(...SIZES),
      }),
      { maxLength: 3, selector: ({ name }) => name },
    ),
    ttl: fc.constantFrom(60, 300),
    /** The host that every declaration has. Without a common host, most plans would be refused. */
    size: fc.constantFrom(...SIZES),
    title: fc.constantFrom('A small fleet', 'Another'),
  })
  .map(({ web, size, ttl, title }) => ({
    ...EXAMPLE,
    web: [{ name: 'host-01', region: 'nyc1', size }, ...web].map(({ name, region, size }) => ({
      ...host(name, region, 'web', size),
      vpnAddress: `10.8.0.1${name.at(-1)}`,
    })),
    primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
    dns: { ...EXAMPLE.dns, ttl },
    wordpress: { ...EXAMPLE.wordpress, title },
  }));

/** A record of another owner in the same zone. */
export const STRANGER: Observed<'record'> = {
  type: 'record',
  id: '1',
  spec: { type: 'A', name: 'blog.example.com', value: '198.51.100.1', ttl: 1800 },
};

/** A world to which the first declaration was applied without a fault. */
export async function built(declaration: Declaration): Promise<World> {
  const world = new World();
  world.cloud = { ...world.cloud, records: [STRANGER] };
  const { apply } = await world.plan(declaration);
  expect((await apply()).failures).toEqual([]);
  return world;
}

/** Applies until nothing is left to do, as a person would. A refusal ends it. */
export async function applied(world: World, declaration: Declaration): Promise<boolean> {
  for (let run = 0; run < 3; run += 1) {
    const { plan, apply } = await world.plan(declaration);
    if (plan.refusals.length > 0) return false;
    if (isEmpty(plan)) return true;
    await apply();
  }
  return isEmpty((await world.plan(declaration)).plan);
}
