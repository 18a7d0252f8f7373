import { expect, test } from 'vitest';
import { makeDroplet, refusal, startCloud } from './api-setup.ts';

test('a tag counts its resources', async () => {
  const cloud = await startCloud();
  expect((await cloud.dots.tag.createTag({ name: 'web' })).data.tag.resources).toMatchObject({ count: 0 });
  const { id } = await makeDroplet(cloud, 'web-1');
  const resources = [{ resource_id: String(id), resource_type: 'droplet' }];
  expect((await cloud.dots.tag.tagResources({ tag_name: 'web', resources })).status).toBe(204);
  const { tag } = (await cloud.dots.tag.getTag({ tag_name: 'web' })).data;
  expect(tag.resources.droplets).toEqual({ count: 1, last_tagged_uri: `${cloud.url}/v2/droplets/${id}` });
  await cloud.dots.tag.untagResources({ tag_name: 'web', resources });
  expect((await cloud.dots.droplet.getDroplet({ droplet_id: id })).data.droplet.tags).toEqual([]);
});

test('creating a tag again is not an error, and its first spelling stays', async () => {
  const { dots } = await startCloud();
  await dots.tag.createTag({ name: 'Web' });
  expect((await dots.tag.createTag({ name: 'web' })).data.tag.name).toBe('Web');
  expect((await refusal(dots.tag.getTag({ tag_name: 'web' }))).status).toBe(404);
});

test('bad names get 400, missing tags and droplets 404', async () => {
  const cloud = await startCloud();
  expect((await refusal(cloud.dots.tag.createTag({ name: 'no spaces' }))).status).toBe(400);
  await cloud.dots.tag.createTag({ name: 'hostkey-sha256:00ff' });
  const { id } = await makeDroplet(cloud, 'web-1');
  const resources = [String(id), '7'].map((resource_id) => ({ resource_id, resource_type: 'droplet' }));
  expect((await refusal(cloud.dots.tag.tagResources({ tag_name: 'none', resources }))).status).toBe(404);
  expect(
    (await refusal(cloud.dots.tag.tagResources({ tag_name: 'hostkey-sha256:00ff', resources }))).status,
  ).toBe(404);
  expect((await cloud.dots.droplet.getDroplet({ droplet_id: id })).data.droplet.tags).toEqual([]);
});
