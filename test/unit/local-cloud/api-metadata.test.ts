import { expect, test } from 'vitest';
import { makeDroplet, SMALL, startCloud } from './api-setup.ts';

test('each droplet gets its own metadata, by its address', async () => {
  const cloud = await startCloud();
  const user_data = '#cloud-config\n{}';
  const { droplet } = (
    await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1', user_data, ipv6: true })
  ).data;
  const other = await makeDroplet(cloud, 'web-2', { tags: ['web'] });
  const ask = async (id: number, path: string) => {
    const remoteAddress = cloud.ports.running.get(id)?.ipv4 ?? '';
    return (await cloud.metadata.inject({ url: `/metadata/${path}`, remoteAddress })).payload;
  };
  expect(await ask(droplet.id, 'v1/id')).toBe(String(droplet.id));
  expect(await ask(droplet.id, 'v1/user-data')).toBe(user_data);
  expect(await ask(other.id, 'v1/hostname')).toBe('web-2');
  expect(await ask(other.id, 'v1/interfaces/public/0/ipv4/address')).toBe(
    cloud.ports.running.get(other.id)?.ipv4,
  );
  expect(JSON.parse(await ask(droplet.id, 'v1.json'))).toMatchObject({
    droplet_id: droplet.id,
    hostname: 'web-1',
    user_data,
    region: 'nyc1',
    interfaces: { public: [{ ipv6: { ip_address: cloud.ports.running.get(droplet.id)?.ipv6 } }] },
  });
  const { user_data: none, tags } = JSON.parse(await ask(other.id, 'v1.json'));
  expect([none, tags]).toEqual([undefined, ['web']]);
});

test('directories are listed, and redirected to if the trailing slash is missing', async () => {
  const cloud = await startCloud();
  const { id } = await makeDroplet(cloud, 'web-1');
  const remoteAddress = `::ffff:${cloud.ports.running.get(id)?.ipv4}`;
  const get = (path: string) => cloud.metadata.inject({ url: `/metadata/${path}`, remoteAddress });
  expect((await get('v1/')).payload.split('\n')).toEqual(
    expect.arrayContaining(['id', 'user-data', 'interfaces/']),
  );
  expect((await get('v1/interfaces')).headers.location).toBe('/metadata/v1/interfaces/');
  expect((await get('v1/nothing')).statusCode).toBe(404);
});

test('an unknown address gets nothing', async () => {
  const { metadata } = await startCloud();
  expect(
    (await metadata.inject({ url: '/metadata/v1.json', remoteAddress: '203.0.113.99' })).statusCode,
  ).toBe(404);
  expect(
    (await metadata.inject({ url: '/metadata/v1/user-data', remoteAddress: '203.0.113.99' })).statusCode,
  ).toBe(404);
});
