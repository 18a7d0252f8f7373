import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOf } from '../../../actions/src/cloud/is-of.ts';
import type { Observed } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { isEmpty } from '../../../actions/src/plan/plan.ts';
import { EXAMPLE, host } from '../plan/example.ts';
import { World, type WorldOptions, type Write } from './world.ts';

const REGIONS = ['nyc1', 'sfo3', 'tor1'];
const SIZES = ['s-1vcpu-1gb', 's-1vcpu-2gb'];

const declarations: fc.Arbitrary<Declaration> = fc
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
    /** Of the host that is always there: most plans would be refused, had two declarations no host in common. */
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

/** Of somebody else, in the same zone. */
const STRANGER: Observed<'record'> = {
  type: 'record',
  address: 'record/A blog.example.com = 198.51.100.1',
  id: '1',
  spec: { type: 'A', name: 'blog.example.com', value: '198.51.100.1', ttl: 1800 },
};

/** A world in which the first declaration was applied without a fault. */
async function built(declaration: Declaration): Promise<World> {
  const world = new World();
  world.cloud = { ...world.cloud, records: [STRANGER] };
  const { apply } = await world.plan(declaration);
  expect((await apply()).failures).toEqual([]);
  return world;
}

/** Until nothing is left to do, as a person would who applies again what was not done; refusals end it. */
async function applied(world: World, declaration: Declaration): Promise<boolean> {
  for (let run = 0; run < 3; run += 1) {
    const { plan, apply } = await world.plan(declaration);
    if (plan.refusals.length > 0) return false;
    if (isEmpty(plan)) return true;
    await apply();
  }
  return isEmpty((await world.plan(declaration)).plan);
}

const SLOTS = (['A', 'AAAA'] as const).flatMap((type) =>
  [EXAMPLE.domain, `www.${EXAMPLE.domain}`].map((name) => [type, name] as const),
);

/** Faults that chance strews over a run, and any order of what happens side by side. */
const chaos = fc.record({
  scheduler: fc.scheduler(),
  /** In a hundred events. A run with many faults gets not far; one with few, to places where they are rare. */
  rate: fc.constantFrom(0, 2, 20),
  dice: fc.infiniteStream(fc.record({ roll: fc.nat(99), lost: fc.boolean() })),
});
type Chaos = typeof chaos extends fc.Arbitrary<infer Value> ? Value : never;

const chaotic = ({ scheduler, rate, dice }: Chaos): WorldOptions => ({
  turn: () => scheduler.schedule(Promise.resolve()),
  fault: () => {
    const { roll = 99, lost = false } = dice.next().value ?? {};
    if (roll >= rate) return 'none';
    return lost ? 'lost' : 'refused';
  },
});

/** What chance has done is over. */
function calm(world: World): void {
  world.options = {};
  for (const host of world.hosts.values()) host.sick = false;
}

describe('apply', () => {
  it('leaves nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, async (first, second) => {
        const world = await built(first);
        const { plan, apply } = await world.plan(second);
        if (plan.refusals.length > 0) return;
        expect((await apply()).failures).toEqual([]);
        expect((await world.plan(second)).plan).toMatchObject({ cloud: [], dangers: [] });
        expect(isEmpty((await world.plan(second)).plan)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('touches nothing of others, and makes what others rest on first', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, async (first, second) => {
        const world = await built(first);
        world.options = { watch: (write) => expect(stands(write, world)).toBe(true) };
        await applied(world, second);
        expect(world.violations).toEqual([]);
        expect(world.cloud.records).toContainEqual(STRANGER);
        expect(world.writes.filter(({ observed }) => observed?.id === STRANGER.id)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('does nothing dangerous without the fingerprint of that very plan', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, async (first, second) => {
        const world = await built(first);
        const before = world.writes.length;
        const { plan, apply } = await world.plan(second);
        const takes = plan.cloud.some(({ risk }) => risk === 'takes-away' || risk === 'data');
        if (takes) expect(plan.dangers).not.toEqual([]);
        if (plan.dangers.length === 0) return;
        await expect(async () => apply('')).rejects.toThrow(/confirm|cannot be applied/);
        await expect(async () => apply('000000000000')).rejects.toThrow(/confirm|cannot be applied/);
        expect(world.writes.length).toBe(before);
      }),
      { numRuns: 25 },
    );
  });
});

describe('whatever fails, in whatever order things end', () => {
  it('the rotation is never empty, lets in only who serves, and droplets go only when forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, chaos, async (first, second, accidents) => {
        const world = await built(first);
        const left = new Map<string, number>();
        const begun = world.now;
        world.options = {
          ...chaotic(accidents),
          watch: (write) => {
            for (const slot of SLOTS) expect(world.rotation(...slot)).not.toEqual([]);
            lawful(write, world, left, begun);
          },
        };
        const run = (async () => {
          const { plan, apply } = await world
            .plan(second)
            .catch(() => ({ plan: undefined, apply: undefined }));
          if (plan && plan.refusals.length === 0) await apply();
        })();
        await accidents.scheduler.waitFor(run);
        expect(world.violations).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('a run without faults brings the cluster to where it should be', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, chaos, async (first, second, accidents) => {
        const world = await built(first);
        if ((await world.plan(second)).plan.refusals.length > 0) return;
        world.options = chaotic(accidents);
        await accidents.scheduler.waitFor((async () => (await world.plan(second)).apply())());
        calm(world);
        expect(await applied(world, second)).toBe(true);
        const names = world.cloud.droplets.map(({ spec }) => spec.name);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 40 },
    );
  });
});

/** Whether what a resource rests on is there. */
function stands({ action, resource }: Write, { cloud }: World): boolean {
  if (action !== 'create') return true;
  if (isOf('droplet', resource))
    return cloud.firewalls.length === 2 && cloud.keys.length > 0 && cloud.zone !== undefined;
  if (!isOf('record', resource) || !['A', 'AAAA'].includes(resource.spec.type)) return true;
  return cloud.droplets.some(({ ipv4, ipv6 }) => [ipv4, ipv6].includes(resource.spec.value));
}

function lawful(
  { action, resource, observed }: Write,
  world: World,
  left: Map<string, number>,
  begun: number,
): void {
  if (
    isOf('record', resource) &&
    SLOTS.some(([type, name]) => resource.spec.type === type && resource.spec.name === name)
  ) {
    const moved = isOf('record', observed) && observed.spec.value !== resource.spec.value;
    if (action === 'create' || moved) expect(world.servesAt(resource.spec.value)).toBe(true);
    if (isOf('record', observed)) left.set(observed.spec.value, world.now);
    if (action === 'delete') {
      const rest = world.rotation(resource.spec.type as 'A', resource.spec.name);
      expect(rest.some((address) => world.servesAt(address))).toBe(true);
    }
  }
  if (isOf('droplet', resource) && action === 'delete' && 'ipv4' in resource) {
    const address = String(resource.ipv4);
    for (const slot of SLOTS) expect(world.rotation(...slot)).not.toContain(address);
    expect(world.now - (left.get(address) ?? begun)).toBeGreaterThanOrEqual(60_000);
  }
}
