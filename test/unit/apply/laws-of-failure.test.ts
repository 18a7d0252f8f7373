import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { times } from '../../soak.ts';
import { EXAMPLE } from '../plan/example.ts';
import { applied, built, declarations } from './arbitrary.ts';
import type { World } from './world.ts';
import type { WorldOptions, Write } from './world-options.ts';

const SLOTS = (['A', 'AAAA'] as const).flatMap((type) =>
  [EXAMPLE.domain, `www.${EXAMPLE.domain}`].map((name) => [type, name] as const),
);

/** Random faults in a run, and any order of what happens in parallel. */
const chaos = fc.record({
  scheduler: fc.scheduler(),
  /** Per hundred events. A run with many faults stops early; one with few reaches later steps. */
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

/** Ends the random faults. */
function calm(world: World): void {
  world.options = {};
  for (const host of world.hosts.values()) host.hasFailed = false;
}

describe('whatever fails, in any order', () => {
  it('the rotation is never empty, admits only hosts that serve, and droplets are deleted only once forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, chaos, async (first, second, accidents) => {
        const world = await built(first);
        const left = new Map<string, number>();
        const beganAt = world.now;
        world.options = {
          ...chaotic(accidents),
          watch: (write) => {
            for (const slot of SLOTS) expect(world.rotation(...slot)).not.toEqual([]);
            lawful(write, world, left, beganAt);
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
      { numRuns: times(50, 1000) },
    );
  });

  it('a run without faults makes the cluster as declared', async () => {
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
      { numRuns: times(20, 400) },
    );
  });
});

function lawful(
  { action, resource, observed }: Write,
  world: World,
  left: Map<string, number>,
  beganAt: number,
): void {
  if (
    resource?.type === 'record' &&
    SLOTS.some(([type, name]) => resource.spec.type === type && resource.spec.name === name)
  ) {
    const moved = observed?.type === 'record' && observed.spec.value !== resource.spec.value;
    if (action === 'create' || moved) expect(world.servesAt(resource.spec.value)).toBe(true);
    if (observed?.type === 'record') left.set(observed.spec.value, world.now);
    if (action === 'delete') {
      const rest = world.rotation(resource.spec.type as 'A', resource.spec.name);
      expect(rest.some((address) => world.servesAt(address))).toBe(true);
    }
  }
  if (resource?.type === 'droplet' && action === 'delete' && 'ipv4' in resource) {
    const address = String(resource.ipv4);
    for (const slot of SLOTS) expect(world.rotation(...slot)).not.toContain(address);
    expect(world.now - (left.get(address) ?? beganAt)).toBeGreaterThanOrEqual(60_000);
  }
}
