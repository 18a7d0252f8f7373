import { describe, expect, it } from 'vitest';
import { addressOf, built, EVERYWHERE, site, THREE } from './three-hosts.ts';

describe('a change of hosts that serve', () => {
  it('reaches all of them', async () => {
    const world = await built();
    const { apply } = await world.plan(EVERYWHERE);
    const { failures, hosts } = await apply();
    expect(failures).toEqual([]);
    expect(hosts.filter(({ changed }) => changed > 0).map(({ host }) => host)).toEqual([
      'host-01',
      'host-02',
      'host-03',
    ]);
  });

  it('stops at the first that fails and removes it from the rotation; the others stay unchanged', async () => {
    const world = await built();
    world.options = { fault: (what) => (what === 'converge host-01' ? 'refused' : 'none') };
    const { failures, hosts } = await (await world.plan(EVERYWHERE)).apply();
    expect(failures).toEqual([
      expect.stringMatching(/^host-01: host-01\/wordpress/),
      expect.stringMatching(
        /^host-01: removed from the rotation, because it does not serve the site and others do/,
      ),
      'host-02, host-03: not changed, because host-01 failed. Fix it and apply again.',
    ]);
    expect(hosts.filter(({ changed }) => changed > 0)).toEqual([]);
    expect(site(world)).toEqual([addressOf(world, 'host-02'), addressOf(world, 'host-03')].sort());

    world.options = {};
    expect((await (await world.plan(EVERYWHERE)).apply()).failures).toEqual([]);
    expect(site(world)).toHaveLength(3);
  });

  it('removes one that serves a cached page and can render none', async () => {
    const world = await built();
    const droplet = world.cloud.droplets.find(({ spec }) => spec.name === 'host-02');
    const failing = droplet && world.hosts.get(droplet.id);
    if (failing) failing.unwell = "Unknown database 'wordpress'";
    expect(world.servesAt(droplet?.ipv4 ?? '')).toBe(true);
    const { failures } = await (await world.plan(EVERYWHERE)).apply();
    expect(failures).toContainEqual(
      expect.stringMatching(/^host-02: .*database: Unknown database 'wordpress'/),
    );
    expect(failures).toContainEqual(expect.stringMatching(/^host-02: removed from the rotation/));
    expect(site(world)).not.toContain(droplet?.ipv4);
  });

  it('keeps the only one in the rotation, even if it fails', async () => {
    const one = { ...THREE, web: THREE.web.slice(0, 1) };
    const world = await built(one);
    world.options = { fault: (what) => (what === 'converge host-01' ? 'refused' : 'none') };
    const { failures } = await (await world.plan({ ...EVERYWHERE, web: one.web })).apply();
    expect(failures).toContainEqual(expect.stringMatching(/^host-01: stays in the rotation although/));
    expect(site(world)).toEqual([addressOf(world, 'host-01')]);
  });

  it('removes one that does not serve and does not answer', async () => {
    const world = await built();
    const dead = world.cloud.droplets.find(({ spec }) => spec.name === 'host-02');
    if (dead) world.hosts.delete(dead.id);
    const { failures } = await (await world.plan(THREE)).apply();
    expect(failures).toContainEqual(expect.stringMatching(/^host-02: removed from the rotation/));
    expect(site(world)).not.toContain(dead?.ipv4);
  });
});
