import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmpty } from '../../../actions/src/plan/plan.ts';
import { times } from '../../soak.ts';
import { applied, built, declarations, STRANGER } from './arbitrary.ts';
import type { World } from './world.ts';
import type { Write } from './world-options.ts';

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
      { numRuns: times(20, 400) },
    );
  });

  it('changes nothing of other owners, and creates dependencies first', async () => {
    await fc.assert(
      fc.asyncProperty(declarations, declarations, async (first, second) => {
        const world = await built(first);
        world.options = { watch: (write) => expect(stands(write, world)).toBe(true) };
        await applied(world, second);
        expect(world.violations).toEqual([]);
        expect(world.cloud.records).toContainEqual(STRANGER);
        expect(world.writes.filter(({ observed }) => observed?.id === STRANGER.id)).toEqual([]);
      }),
      { numRuns: times(15, 250) },
    );
  });

  it('does nothing dangerous without the fingerprint of exactly that plan', async () => {
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
      { numRuns: times(15, 250) },
    );
  });
});

/** Whether a resource's dependencies exist. */
function stands({ action, resource }: Write, { cloud }: World): boolean {
  if (action !== 'create') return true;
  if (resource?.type === 'droplet')
    return cloud.firewalls.length === 2 && cloud.keys.length > 0 && cloud.zones.length > 0;
  if (resource?.type !== 'record' || !['A', 'AAAA'].includes(resource.spec.type)) return true;
  return cloud.droplets.some(({ ipv4, ipv6 }) => [ipv4, ipv6].includes(resource.spec.value));
}
