import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { EXAMPLE, host } from '../plan/example.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { World } from './world.ts';

const THREE: Declaration = {
  ...EXAMPLE,
  primary: { ...EXAMPLE.primary, vpnAddress: '10.8.0.1' },
  web: [1, 2, 3].map((index) => ({
    ...host(`host-0${index}`, 'nyc1', 'web'),
    vpnAddress: `10.8.0.1${index}`,
  })),
};

async function built(): Promise<World> {
  const world = new World();
  expect((await (await world.plan(THREE)).apply()).failures).toEqual([]);
  return world;
}

const named = (world: World, name: string): SimulatedHost => {
  const found = [...world.hosts.values()].find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const SERVER = '/etc/openvpn/server/flotilla.conf';
const CLIENT = '/etc/openvpn/client/flotilla.conf';
const listed = (world: World, name: string, path: string) =>
  named(world, name).manifest?.roles.vpn?.files[path]?.text ?? '';

describe.each(['sql', 'host-02'])('%s that lost its VPN key', (name) => {
  it('makes another, and the same apply configures it on every other host', async () => {
    const world = await built();
    const before = named(world, name).fingerprint;
    named(world, name).loseKey();
    const { plan, apply } = await world.plan(THREE);
    expect(JSON.stringify(plan)).toContain(`${name}/vpn/command/key`);
    expect((await apply()).failures).toEqual([]);
    const { fingerprint } = named(world, name);
    expect(fingerprint).not.toBe(before);
    expect(listed(world, 'sql', SERVER)).toContain(`# ${name}\n${fingerprint}\n`);
    if (name === 'sql')
      for (const { name: web } of THREE.web)
        expect(listed(world, web, CLIENT)).toContain(`peer-fingerprint ${fingerprint}\n`);
    for (const again of (await world.plan(THREE)).plan.hosts) expect(again).toMatchObject({ roles: [] });
  });

  it('makes only the key before its turn', async () => {
    const world = await built();
    const lost = named(world, name);
    lost.loseKey();
    lost.orders.length = 0;
    await (await world.plan(THREE)).apply();
    expect(lost.orders[0]).toEqual([`${name}/vpn/command/key`]);
  });
});
