import { describe, expect, it } from 'vitest';
import { addressOf, site, THREE } from './three-hosts.ts';
import { World } from './world.ts';

describe('adopting', () => {
  const theirs = (): World => {
    const world = new World();
    const spec = { type: 'A', name: THREE.domain, value: '198.51.100.9', ttl: 3600 } as const;
    world.cloud = {
      ...world.cloud,
      zones: [{ type: 'zone', id: 'example.com', spec: { name: 'example.com' } }],
      records: [{ type: 'record', id: '7', spec }],
    };
    return world;
  };

  it('is offered, not done', async () => {
    const { plan } = await theirs().plan(THREE);
    expect(plan.refusals).toEqual([expect.stringMatching(/198\.51\.100\.9.*tick "adopt"/)]);
  });

  it('shows the difference, needs the fingerprint, and replaces a record only by a host that serves', async () => {
    const world = theirs();
    const { plan, apply } = await world.plan(THREE, true);
    expect(plan.refusals).toEqual([]);
    expect(plan.dangers).toEqual([
      'The record A test.example.com (198.51.100.9), which this cluster did not create, is taken over: it will point to host-01.',
    ]);
    await expect(async () => apply('')).rejects.toThrow('needs your confirmation');
    world.options = {
      watch: () => {
        if (!world.servesAt(addressOf(world, 'host-01'))) expect(site(world)).toContain('198.51.100.9');
      },
    };
    expect((await apply()).failures).toEqual([]);
    expect(world.violations).toEqual([]);
    expect(site(world)).toHaveLength(3);
    expect(site(world)).not.toContain('198.51.100.9');
  });
});
