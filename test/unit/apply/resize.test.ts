import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { addressOf, built, site, THREE, web } from './three-hosts.ts';

describe('a resize', () => {
  const larger = (...names: string[]): Declaration => ({
    ...THREE,
    web: THREE.web.map((each) => (names.includes(each.name) ? { ...each, size: 's-1vcpu-2gb' } : each)),
  });

  it('happens out of the rotation, after resolvers have forgotten the host, one host at a time', async () => {
    const world = await built();
    const seen: string[] = [];
    const from = world.now;
    world.options = {
      watch: ({ action, resource }) => {
        if (resource?.type !== 'droplet') return;
        const absent = THREE.web.filter(({ name }) => !site(world).includes(addressOf(world, name)));
        seen.push(`${action} ${resource.spec.name} without ${absent.map(({ name }) => name)}`);
      },
    };
    expect((await (await world.plan(larger('host-01', 'host-03'))).apply()).failures).toEqual([]);
    expect(seen).toEqual(['update host-01 without host-01', 'update host-03 without host-03']);
    expect(world.now - from).toBeGreaterThanOrEqual(2 * THREE.dns.ttl * 1000);
    expect(site(world)).toHaveLength(3);
  });

  it('that is refused leaves the host in the rotation', async () => {
    const world = await built();
    world.options = { fault: (what) => (what === 'update droplet/host-01' ? 'refused' : 'none') };
    const { failures } = await (await world.plan(larger('host-01'))).apply();
    expect(failures).toEqual([expect.stringMatching(/^host-01: update droplet\/host-01: refused/)]);
    expect(site(world)).toHaveLength(3);
  });

  it('of the only web host happens in the rotation', async () => {
    const one = { ...THREE, web: THREE.web.slice(0, 1) };
    const world = await built(one);
    const { plan, apply } = await world.plan({
      ...larger('host-01'),
      web: larger('host-01').web.slice(0, 1),
    });
    expect(plan.dangers).toHaveLength(1);
    expect((await apply()).failures).toEqual([]);
    expect(site(world)).toEqual([addressOf(world, 'host-01')]);
  });

  it('of the primary needs its fingerprint', async () => {
    const world = await built();
    const { plan, apply } = await world.plan({
      ...THREE,
      primary: { ...THREE.primary, size: 's-2vcpu-4gb' },
    });
    expect(plan.dangers).toEqual([expect.stringMatching(/^sql, the primary, is shut down/)]);
    await expect(async () => apply('')).rejects.toThrow('needs your confirmation');
    expect((await apply()).failures).toEqual([]);
  });
});

describe('a move to another region', () => {
  it('creates the new host first, and deletes the old one once resolvers have forgotten it', async () => {
    const world = await built();
    const old = addressOf(world, 'host-02');
    const steps: string[] = [];
    world.options = {
      watch: ({ action, resource }) => {
        if (resource?.type === 'droplet')
          steps.push(`${action} ${resource.spec.region}, in rotation: ${site(world).includes(old)}`);
      },
    };
    const moved = {
      ...THREE,
      web: THREE.web.map((each) => (each.name === 'host-02' ? web('host-02', 'tor1') : each)),
    };
    expect((await (await world.plan(moved)).apply()).failures).toEqual([]);
    expect(steps).toEqual(['create tor1, in rotation: true', 'delete sfo3, in rotation: false']);
    expect(site(world)).toHaveLength(3);
  });
});
