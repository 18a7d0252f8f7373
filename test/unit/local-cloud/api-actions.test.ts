import { expect, test } from 'vitest';
import { makeDroplet, refusal, startCloud, type TestCloud } from './api-setup.ts';

const look = async ({ dots }: TestCloud, droplet_id: number) =>
  (await dots.droplet.getDroplet({ droplet_id })).data.droplet;

test('an action is in progress in the response and completed when it is done', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  const { status, data } = await cloud.dots.droplet.powerOffDroplet({ droplet_id });
  expect(status).toBe(201);
  expect(data.action).toMatchObject({
    status: 'in-progress',
    type: 'power_off',
    resource_id: droplet_id,
    completed_at: null,
  });
  await cloud.idle();
  const { action } = (await cloud.dots.action.getAction({ action_id: data.action.id })).data;
  expect(action).toMatchObject({
    status: 'completed',
    completed_at: expect.stringMatching(/Z$/),
    region_slug: 'nyc1',
  });
  expect((await look(cloud, droplet_id)).status).toBe('off');
});

test('the power actions change the machine as documented', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  const { droplet } = cloud.dots;
  cloud.ports.calls.length = 0;
  const { shutdownDroplet, powerOnDroplet, rebootDroplet, powerCycleDroplet, powerOffDroplet } = droplet;
  for (const order of [shutdownDroplet, powerOnDroplet, rebootDroplet, powerCycleDroplet, powerOffDroplet]) {
    await order({ droplet_id });
    await cloud.idle();
  }
  const powered = cloud.ports.calls.filter((call) => call !== 'enforce');
  const [on, shut, cut] = ['powerOn web-1', 'shut web-1', 'cut web-1'];
  expect(powered).toEqual([shut, on, shut, on, cut, on, cut]);
});

test('a droplet has one action at a time; another one gets 422', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  let boot = () => {};
  cloud.ports.machines.powerOff = () =>
    new Promise((resolve) => {
      boot = resolve;
    });
  await cloud.dots.droplet.powerOffDroplet({ droplet_id });
  const { status, data } = await refusal(cloud.dots.droplet.rebootDroplet({ droplet_id }));
  expect([status, data.message]).toEqual([422, 'Droplet already has a pending event.']);
  boot();
  await cloud.idle();
  await cloud.dots.droplet.powerOnDroplet({ droplet_id });
});

test('a resize requires that the droplet is off, and never shrinks the disk', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  const resize = (size: string, disk: boolean) =>
    cloud.dots.droplet.resizeDroplet({ droplet_id, size, disk });
  expect((await refusal(resize('s-2vcpu-2gb', true))).data.message).toContain('Please power it off');
  await cloud.dots.droplet.powerOffDroplet({ droplet_id });
  await cloud.idle();
  expect((await refusal(resize('s-1vcpu-512mb-10gb', false))).data.message).toContain('smaller disk');
  await resize('s-2vcpu-2gb', false);
  await cloud.idle();
  expect(await look(cloud, droplet_id)).toMatchObject({ size_slug: 's-2vcpu-2gb', memory: 2048, disk: 25 });
  await cloud.dots.droplet.powerOnDroplet({ droplet_id });
  await cloud.idle();
  expect(cloud.ports.running.get(droplet_id)).toMatchObject({ memoryMiB: 2048, vcpus: 2 });
});

test('a rename and a snapshot appear in the droplet', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  await cloud.dots.droplet.renameDroplet({ droplet_id, name: 'web-9' });
  await cloud.idle();
  await cloud.dots.droplet.snapshotDroplet({ droplet_id, name: 'before' });
  await cloud.idle();
  const droplet = await look(cloud, droplet_id);
  const { images } = (await cloud.dots.image.listImages({ user_images: true })).data;
  expect(images).toMatchObject([
    { name: 'before', type: 'snapshot', distribution: 'Debian', regions: ['nyc1'] },
  ]);
  expect(droplet).toMatchObject({ name: 'web-9', snapshot_ids: [images[0]?.id] });
});

test('an unsupported action gets 422, and an unknown droplet 404', async () => {
  const cloud = await startCloud();
  const { id: droplet_id } = await makeDroplet(cloud, 'web-1');
  expect((await refusal(cloud.dots.droplet.enableDropletBackups({ droplet_id }))).status).toBe(422);
  expect((await refusal(cloud.dots.droplet.rebootDroplet({ droplet_id: 1 }))).status).toBe(404);
});

test('a tag starts the action on all droplets that have it', async () => {
  const cloud = await startCloud();
  await makeDroplet(cloud, 'web-1', { tags: ['web'] });
  await makeDroplet(cloud, 'web-2', { tags: ['web'] });
  const { actions } = (await cloud.dots.droplet.doActionByDropletTag({ tag_name: 'web', type: 'power_off' }))
    .data;
  expect(actions).toHaveLength(2);
  await cloud.idle();
  expect(cloud.ports.running.size).toBe(0);
});
