import { describe, expect, it } from 'vitest';
import { addressOf, type ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import { EXAMPLE } from '../plan/example.ts';
import { built } from './arbitrary.ts';
import { World } from './world.ts';

const declaration = {
  ...EXAMPLE,
  primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
  web: EXAMPLE.web.map((host) => ({ ...host, vpnAddress: `10.8.0.1${host.name.at(-1)}` })),
};
const NAMES = ['sql', 'host-01', 'host-02', 'host-03'];

/** Removes the cluster's tag from some droplets, as a click in the control panel does. */
function untag(world: World, names: readonly string[]): void {
  const { droplets, ...cloud } = world.cloud;
  const isHit = ({ spec }: ObservedDroplet) => names.includes(spec.name);
  const bare = droplets.filter(isHit).map((one) => ({
    ...one,
    spec: { ...one.spec, tags: one.spec.tags.filter((tag) => tag !== 'cluster:example') },
  }));
  world.cloud = { ...cloud, droplets: droplets.filter((one) => !isHit(one)), others: bare };
}

describe('a host that was converged and is silent', () => {
  it.each(NAMES)(
    'is unreachable, even right after its creation, and changes nothing for others: %s',
    async (name) => {
      const world = await built(declaration);
      world.options = { isSilent: (host) => host === name };
      const { plan } = await world.plan(declaration);
      expect(plan.hosts.find(({ host }) => host === name)?.kind).toBe('unreachable');
      const others = plan.hosts.filter(({ host }) => host !== name);
      expect(others).toEqual(others.map(({ host }) => ({ host, kind: 'converge', roles: [] })));
      expect(plan.cloud).toEqual([]);
    },
  );

  it('is unreachable too when no host answers', async () => {
    const world = await built(declaration);
    world.options = { isSilent: () => true };
    const { hosts } = (await world.plan(declaration)).plan;
    expect(hosts.filter(({ kind }) => kind === 'unreachable').map(({ host }) => host)).toEqual(NAMES);
  });

  it('is awaited right after its creation', async () => {
    const world = await built(declaration);
    const grown = {
      ...declaration,
      web: [
        ...declaration.web,
        { ...EXAMPLE.primary, name: 'host-04', kind: 'web' as const, vpnAddress: '10.8.0.14' },
      ],
    };
    const { apply } = await world.plan(grown);
    world.options = { isSilent: (host) => host === 'host-04' && world.cloud.droplets.length > 4 };
    await apply();
    expect((await world.plan(grown)).plan.hosts.find(({ host }) => host === 'host-04')?.kind).toBe(
      'after-create',
    );
  });
});

describe('nothing is written', () => {
  it.each([['sql'], ['host-02'], NAMES])('while a tag is missing: %s', async (...names) => {
    const world = await built(declaration);
    untag(world, names);
    const before = world.writes.length;
    const { plan, apply } = await world.plan(declaration);
    expect(plan.refusals).toHaveLength(names.length);
    await expect(async () => apply()).rejects.toThrow('cannot be applied');
    expect(world.writes.length).toBe(before);
  });

  it('by a run that has another secret', async () => {
    const world = await built(declaration);
    const before = world.writes.length;
    world.options = { isSilent: () => true };
    const foreign = world.cloud.droplets.map((one) => ({
      ...one,
      spec: { ...one.spec, hostKeys: ['ab'.repeat(32)] },
    }));
    world.cloud = { ...world.cloud, droplets: foreign };
    const { plan, apply } = await world.plan({ ...declaration, domain: 'copy.example.com' });
    expect(plan.refusals).toEqual([expect.stringContaining('CLUSTER_SECRET')]);
    await expect(async () => apply()).rejects.toThrow('cannot be applied');
    expect(world.writes.length).toBe(before);
  });
});

describe('a primary that was destroyed', () => {
  it('is created again only when confirmed, and web hosts change only once it holds a site', async () => {
    const world = await built(declaration);
    const { droplets } = world.cloud;
    world.cloud = { ...world.cloud, droplets: droplets.filter(({ spec }) => spec.name !== 'sql') };
    const { plan, apply } = await world.plan(declaration);
    expect(plan.cloud.find(({ subject }) => addressOf(subject) === 'droplet/sql')?.risk).toBe('data');
    await expect(async () => apply('')).rejects.toThrow('needs your confirmation');
  });

  it('is created without a question when a first run never created one', async () => {
    const world = new World();
    world.options = { fault: (what) => (what === 'create droplet/sql' ? 'refused' : 'none') };
    await (await world.plan(declaration)).apply();
    world.options = {};
    expect((await world.plan(declaration)).plan.dangers).toEqual([]);
  });
});
