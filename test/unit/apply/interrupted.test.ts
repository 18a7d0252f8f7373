import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { Overtaken, type Report } from '../../../actions/src/run/report.ts';
import { EXAMPLE } from '../plan/example.ts';
import { World } from './world.ts';

const FLEET: Declaration = {
  ...EXAMPLE,
  primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
  web: EXAMPLE.web.map((host, index) => ({ ...host, vpnAddress: `10.8.0.1${index}` })),
};
const NEWER: Declaration = { ...FLEET, wordpress: { ...FLEET.wordpress, version: '6.8.4' } };

/** Applies as the action does: again, when another run came first. */
async function apply(world: World, declaration = FLEET): Promise<{ report: Report; overtaken: number }> {
  for (let overtaken = 0; ; overtaken += 1) {
    const { apply } = await world.plan(declaration);
    try {
      return { report: await apply(), overtaken };
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
const names = (world: World) => world.cloud.droplets.map(({ spec }) => spec.name).sort();

describe('two runs at once', () => {
  it('create each droplet once, although neither saw what the other created', async () => {
    const world = new World();
    world.options = { turn: nextTurn };
    const runs = await Promise.all([apply(world), apply(world)]);
    expect(runs.map(({ report }) => report.failures)).toEqual([[], []]);
    expect(world.writes.filter(({ resource }) => resource.type === 'droplet').length).toBeGreaterThan(4);
    expect(names(world)).toEqual(['host-01', 'host-02', 'host-03', 'sql']);
    expect(runs.map(({ overtaken }) => overtaken).sort()).toEqual([0, 1]);
    expect((await world.plan(FLEET)).plan.cloud).toEqual([]);
  });

  it('change hosts one after the other', async () => {
    const world = new World();
    await apply(world);
    world.options = { turn: nextTurn };
    const runs = await Promise.all([apply(world, NEWER), apply(world, NEWER)]);
    expect(runs.map(({ report }) => report.failures)).toEqual([[], []]);
    const changed = runs.map(({ report }) => report.hosts.filter((host) => host.changed > 0).length);
    expect(changed.sort()).toEqual([0, 3]);
  });
});

describe('a link that breaks', () => {
  /** Breaks the link at the n-th command to a host. */
  const breaking = (host: string, ...which: number[]) => {
    let sent = 0;
    return (to: string): boolean => {
      if (to === host) sent += 1;
      return to === host && which.includes(sent);
    };
  };

  it.each([
    ['sql', 4],
    ['host-02', 3],
  ])('to %s is opened again, and the work continues', async (host, sent) => {
    const world = new World();
    // On a new host: cloud-init, facts, the lease on the primary, and then converging.
    world.options = { breaksLink: breaking(host, sent) };
    expect((await apply(world)).report.failures).toEqual([]);
    expect((await world.plan(FLEET)).plan.hosts.every((plan) => plan.kind === 'converge')).toBe(true);
  });

  it('for good fails only that host, in one line', async () => {
    const world = new World();
    world.options = { breaksLink: breaking('host-02', 3, 4, 5, 6, 7, 8, 9) };
    const { report } = await apply(world);
    expect(report.failures).toEqual([expect.stringMatching(/^host-02: The link was lost/)]);
    expect(report.hosts.filter(({ serves }) => serves).map(({ host }) => host)).toEqual([
      'host-01',
      'host-03',
    ]);
  });
});
