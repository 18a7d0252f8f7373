import { expect } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { EXAMPLE, host } from '../plan/example.ts';
import { World } from './world.ts';

export const web = (name: string, region: string, size?: string) => ({
  ...host(name, region, 'web', size),
  vpnAddress: `10.8.0.1${name.at(-1)}`,
});

/** A primary and three web hosts in three regions. */
export const THREE: Declaration = {
  ...EXAMPLE,
  primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
  web: [web('host-01', 'nyc1'), web('host-02', 'sfo3'), web('host-03', 'tor1')],
};

/** A change that converges every web host. */
export const EVERYWHERE: Declaration = { ...THREE, wordpress: { ...THREE.wordpress, version: '6.8.4' } };

export async function built(declaration = THREE): Promise<World> {
  const world = new World();
  const { apply } = await world.plan(declaration);
  expect((await apply()).failures).toEqual([]);
  return world;
}

export const addressOf = (world: World, name: string): string =>
  world.cloud.droplets.find(({ spec }) => spec.name === name)?.ipv4 ?? '';

/** The IPv4 addresses in the rotation. */
export const site = (world: World): string[] => world.rotation('A', THREE.domain).sort();
