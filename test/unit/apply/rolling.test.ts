import { describe, expect, it } from 'vitest';
import { isOf } from '../../../actions/src/cloud/is-of.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { batchesOf } from '../../../actions/src/plan/batches.ts';
import { EXAMPLE, host } from '../plan/example.ts';
import { World } from './world.ts';

const web = (name: string, region: string, size?: string) => ({
  ...host(name, region, 'web', size),
  vpnAddress: `10.8.0.1${name.at(-1)}`,
});
const THREE: Declaration = {
  ...EXAMPLE,
  primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
  web: [web('host-01', 'nyc1'), web('host-02', 'sfo3'), web('host-03', 'tor1')],
};
/** A change that every web host has to be converged for. */
const EVERYWHERE: Declaration = { ...THREE, wordpress: { ...THREE.wordpress, version: '6.8.4' } };

async function built(declaration = THREE): Promise<World> {
  const world = new World();
  const { apply } = await world.plan(declaration);
  expect((await apply()).failures).toEqual([]);
  return world;
}
const addressOf = (world: World, name: string): string =>
  world.cloud.droplets.find(({ spec }) => spec.name === name)?.ipv4 ?? '';
const site = (world: World): string[] => world.rotation('A', THREE.domain).sort();

describe('batches', () => {
  const hosts = ['nyc1', 'nyc1', 'sfo3', 'nyc1', 'sfo3', 'nyc1'].map((region, index) => ({
    name: `${index}`,
    region,
  }));
  it.each([
    [
      6,
      [
        ['0', '1'],
        ['3', '5'],
        ['2', '4'],
      ],
    ],
    [9, [['0', '1', '3'], ['5'], ['2', '4']]],
    [2, [['0'], ['1'], ['3'], ['5'], ['2'], ['4']]],
  ])('of a rotation of %i', (rotation, expected) => {
    const batches = batchesOf(hosts, { rotation, isAlone: () => false });
    expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual(expected);
  });

  it('have some to themselves', () => {
    const batches = batchesOf(hosts, { rotation: 9, isAlone: ({ name }) => name === '0' });
    expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual([
      ['1', '3', '5'],
      ['0'],
      ['2', '4'],
    ]);
  });
});

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

  it('stops at the first that fails, which leaves the rotation; the others keep their old shape', async () => {
    const world = await built();
    world.options = { fault: (what) => (what === 'converge host-01' ? 'refused' : 'none') };
    const { failures, hosts } = await (await world.plan(EVERYWHERE)).apply();
    expect(failures).toEqual([
      expect.stringMatching(/^host-01: host-01\/wordpress/),
      expect.stringMatching(/^host-01: left the rotation, since it does not serve/),
      'host-02, host-03: left as they were, since host-01 failed. Mend it and apply again.',
    ]);
    expect(hosts.filter(({ changed }) => changed > 0)).toEqual([]);
    expect(site(world)).toEqual([addressOf(world, 'host-02'), addressOf(world, 'host-03')].sort());

    world.options = {};
    expect((await (await world.plan(EVERYWHERE)).apply()).failures).toEqual([]);
    expect(site(world)).toHaveLength(3);
  });

  it('takes out one that shows an old page and can make none', async () => {
    const world = await built();
    const ill = world.cloud.droplets.find(({ spec }) => spec.name === 'host-02');
    const sick = ill && world.hosts.get(ill.id);
    if (sick) sick.unwell = "Unknown database 'wordpress'";
    expect(world.servesAt(ill?.ipv4 ?? '')).toBe(true);
    const { failures } = await (await world.plan(EVERYWHERE)).apply();
    expect(failures).toContainEqual(
      expect.stringMatching(/^host-02: .*database: Unknown database 'wordpress'/),
    );
    expect(failures).toContainEqual(expect.stringMatching(/^host-02: left the rotation/));
    expect(site(world)).not.toContain(ill?.ipv4);
  });

  it('keeps the only one in the rotation, whatever becomes of it', async () => {
    const one = { ...THREE, web: THREE.web.slice(0, 1) };
    const world = await built(one);
    world.options = { fault: (what) => (what === 'converge host-01' ? 'refused' : 'none') };
    const { failures } = await (await world.plan({ ...EVERYWHERE, web: one.web })).apply();
    expect(failures).toContainEqual(expect.stringMatching(/^host-01: stays in the rotation although/));
    expect(site(world)).toEqual([addressOf(world, 'host-01')]);
  });

  it('takes out one that does not serve and does not answer', async () => {
    const world = await built();
    const dead = world.cloud.droplets.find(({ spec }) => spec.name === 'host-02');
    if (dead) world.hosts.delete(dead.id);
    const { failures } = await (await world.plan(THREE)).apply();
    expect(failures).toContainEqual(expect.stringMatching(/^host-02: left the rotation/));
    expect(site(world)).not.toContain(dead?.ipv4);
  });
});

describe('an address of IPv6 that does not answer', () => {
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

describe('a resize', () => {
  const larger = (...names: string[]): Declaration => ({
    ...THREE,
    web: THREE.web.map((each) => (names.includes(each.name) ? { ...each, size: 's-1vcpu-2gb' } : each)),
  });

  it('happens out of the rotation, when nobody remembers the host, one by one', async () => {
    const world = await built();
    const seen: string[] = [];
    const from = world.now;
    world.options = {
      watch: ({ action, resource }) => {
        if (!isOf('droplet', resource)) return;
        const absent = THREE.web.filter(({ name }) => !site(world).includes(addressOf(world, name)));
        seen.push(`${action} ${resource.spec.name} without ${absent.map(({ name }) => name)}`);
      },
    };
    expect((await (await world.plan(larger('host-01', 'host-03'))).apply()).failures).toEqual([]);
    expect(seen).toEqual(['update host-01 without host-01', 'update host-03 without host-03']);
    expect(world.now - from).toBeGreaterThanOrEqual(2 * THREE.dns.ttl * 1000);
    expect(site(world)).toHaveLength(3);
  });

  it('that is refused leaves the host in the rotation as it was', async () => {
    const world = await built();
    world.options = { fault: (what) => (what === 'update droplet/host-01' ? 'refused' : 'none') };
    const { failures } = await (await world.plan(larger('host-01'))).apply();
    expect(failures).toEqual([expect.stringMatching(/^host-01: update droplet\/host-01: refused/)]);
    expect(site(world)).toHaveLength(3);
  });

  it('of the only web host goes on in the rotation', async () => {
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
  it('makes the new host first, and destroys the old one once it is forgotten', async () => {
    const world = await built();
    const old = addressOf(world, 'host-02');
    const steps: string[] = [];
    world.options = {
      watch: ({ action, resource }) => {
        if (isOf('droplet', resource))
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

describe('adopting', () => {
  const theirs = (): World => {
    const world = new World();
    const spec = { type: 'A', name: THREE.domain, value: '198.51.100.9', ttl: 3600 } as const;
    world.cloud = {
      ...world.cloud,
      zone: { type: 'zone', address: 'zone/example.com', id: 'example.com', spec: { name: 'example.com' } },
      records: [{ type: 'record', address: `record/A ${spec.name} = ${spec.value}`, id: '7', spec }],
    };
    return world;
  };

  it('is offered, not done', async () => {
    const { plan } = await theirs().plan(THREE);
    expect(plan.refusals).toEqual([expect.stringMatching(/198\.51\.100\.9.*tick "adopt"/)]);
  });

  it('shows the difference, needs the fingerprint, and hands over only to who serves', async () => {
    const world = theirs();
    const { plan, apply } = await world.plan(THREE, true);
    expect(plan.refusals).toEqual([]);
    expect(plan.dangers).toEqual([
      'A test.example.com, which says 198.51.100.9 and was not made by this cluster, is taken over: it will point to host-01.',
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
