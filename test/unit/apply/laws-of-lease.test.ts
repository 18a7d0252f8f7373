import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { times } from '../../soak.ts';
import { EXAMPLE } from '../plan/example.ts';
import { applied, built, declarations } from './arbitrary.ts';
import type { Fault } from './simulated-host.ts';
import type { World } from './world.ts';
import type { WorldOptions } from './world-options.ts';

/** Cut links and other runs at any event of a run, and hosts that boot slowly. */
const interference = fc.record({
  scheduler: fc.scheduler(),
  /** In a thousand events. */
  cutsPerMille: fc.constantFrom(0, 3, 10),
  intrusionsPerMille: fc.constantFrom(20, 300),
  bootMs: fc.constantFrom(0, 20_000),
  dice: fc.infiniteStream(fc.nat(999)),
});
type Interference = typeof interference extends fc.Arbitrary<infer Value> ? Value : never;

/** Events between two cuts, in which a run can observe the cluster and take the lease. */
const APART = 60;

const disturbed = (accidents: Interference): WorldOptions => {
  const { scheduler, cutsPerMille, intrusionsPerMille, bootMs, dice } = accidents;
  const roll = (): number => dice.next().value ?? 999;
  // If the link to the primary keeps breaking, the primary is away, and then no run can hold the lease.
  let sinceCut = 0;
  const cuts = (): boolean => {
    sinceCut += 1;
    if (sinceCut < APART || roll() >= cutsPerMille) return false;
    sinceCut = 0;
    return true;
  };
  return {
    turn: () => scheduler.schedule(Promise.resolve()),
    cutsPrimary: cuts,
    intrudes: () => roll() < intrusionsPerMille,
    bootMs: () => bootMs,
  };
};

/** One event of a run fails, before or after its effect. */
const oneFault = fc.record({
  fault: fc.constantFrom<Fault>('refused', 'lost'),
  at: fc.nat(40),
  bootMs: fc.constantFrom(0, 20_000),
});

const SIZES = { 's-1vcpu-1gb': 's-1vcpu-2gb', 's-1vcpu-2gb': 's-1vcpu-1gb' } as const;
const other = (size: string): string => SIZES[size as keyof typeof SIZES] ?? size;

/** The same cluster with another size for every host. */
const resized = (declaration: Declaration): Declaration => ({
  ...declaration,
  primary: { ...declaration.primary, size: other(declaration.primary.size) },
  web: declaration.web.map((host) => ({ ...host, size: other(host.size) })),
});

const changes = fc
  .tuple(declarations, declarations, fc.boolean())
  .map(([first, second, resizes]) => [first, resizes ? resized(first) : second] as const);

const isServing = (world: World, name: string): boolean => {
  const droplet = world.cloud.droplets.find(({ spec }) => spec.name === name);
  return droplet?.ipv4 !== undefined && world.servesAt(droplet.ipv4);
};
const isInRotation = (world: World, name: string): boolean => {
  const { ipv4 = '' } = world.cloud.droplets.find(({ spec }) => spec.name === name) ?? {};
  return world.rotation('A', EXAMPLE.domain).includes(ipv4);
};

describe('the lease', () => {
  it('is held for every step, and the plan is never older than another run', async () => {
    await fc.assert(
      fc.asyncProperty(changes, interference, async ([first, second], accidents) => {
        const world = await built(first);
        world.options = disturbed(accidents);
        await accidents.scheduler.waitFor(world.run(second).catch(() => undefined));
        expect(world.violations).toEqual([]);
        world.options = {};
        if ((await world.plan(second)).plan.refusals.length === 0)
          expect(await applied(world, second)).toBe(true);
      }),
      { numRuns: times(10, 200) },
    );
  });
});

describe('when any step fails, before or after its effect', () => {
  it('hosts that serve and were in the rotation are in it again at the end of the run', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, oneFault, async (first, { fault, at, bootMs }) => {
        const world = await built(first);
        let event = 0;
        world.options = {
          fault: () => (event++ === at ? fault : 'none'),
          bootMs: () => bootMs,
        };
        await world.run(resized(first));
        const out = first.web.filter(({ name }) => isServing(world, name) && !isInRotation(world, name));
        expect(out.map(({ name }) => name)).toEqual([]);
      }),
      { numRuns: times(20, 400) },
    );
  });
});
