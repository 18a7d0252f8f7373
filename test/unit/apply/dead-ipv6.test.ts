import { describe, expect, it } from 'vitest';
import { built, EVERYWHERE, site, THREE } from './three-hosts.ts';
import { World } from './world.ts';

describe('an IPv6 address that does not answer', () => {
  const ipv6Of = (world: World, name: string) =>
    world.cloud.droplets.find(({ spec }) => spec.name === name)?.ipv6 ?? '';
  const six = (world: World) => world.rotation('AAAA', THREE.domain).sort();

  it.each([true, false])(
    'is not published, whether or not (%s) the run itself could see it',
    async (hasIpv6) => {
      const world = new World();
      world.hasIpv6 = hasIpv6;
      world.options = {
        watch: () => {
          if (ipv6Of(world, 'host-02') !== '') world.deaf.add(ipv6Of(world, 'host-02'));
        },
      };
      const { failures } = await (await world.plan(THREE)).apply();
      expect(failures).toEqual([
        expect.stringMatching(/^host-02: its IPv6 address .* so no AAAA record points to it/),
      ]);
      expect(site(world)).toHaveLength(3);
      expect(six(world)).toEqual([ipv6Of(world, 'host-01'), ipv6Of(world, 'host-03')].sort());
    },
  );

  it('leaves the rotation, and comes back once it answers', async () => {
    const world = await built();
    world.hasIpv6 = false;
    world.deaf.add(ipv6Of(world, 'host-02'));
    const { failures } = await (await world.plan(EVERYWHERE)).apply();
    expect(failures).toEqual([expect.stringMatching(/^host-02: its IPv6 address/)]);
    expect(six(world)).not.toContain(ipv6Of(world, 'host-02'));
    expect(site(world)).toHaveLength(3);
    world.deaf.clear();
    expect((await (await world.plan(EVERYWHERE)).apply()).failures).toEqual([]);
    expect(six(world)).toHaveLength(3);
  });
});
