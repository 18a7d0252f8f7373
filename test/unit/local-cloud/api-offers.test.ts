import { expect, test } from 'vitest';
import { READER, refusal, startCloud } from './api-setup.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

test('regions list what they offer, and one is closed', async () => {
  const { dots } = await startCloud();
  const { regions } = (await dots.region.listRegions({ per_page: 200 })).data;
  const { sizes } = (await dots.size.listSizes({ per_page: 200 })).data;
  expect(sizes.length).toBeGreaterThanOrEqual(12);
  expect(regions.filter(({ available }) => !available)).toMatchObject([{ slug: 'nyc2', sizes: [] }]);
  for (const size of sizes)
    expect(
      regions
        .filter((region) => region.sizes.includes(size.slug))
        .map(({ slug }) => slug)
        .toSorted(),
    ).toEqual(size.regions.toSorted());
  expect(sizes.find(({ slug }) => slug === 's-1vcpu-1gb')).toMatchObject({
    memory: 1024,
    disk: 25,
    price_monthly: 6,
  });
});

test('images are found by slug and by id', async () => {
  const { dots } = await startCloud();
  const bySlug = (await dots.image.getImage({ slug: 'debian-13-x64' })).data.image;
  expect(bySlug).toMatchObject({ distribution: 'Debian', name: '13 x64', public: true });
  expect((await dots.image.getImage({ image_id: bySlug.id })).data.image).toEqual(bySlug);
  expect((await dots.image.listImages({ user_images: true })).data.images).toEqual([]);
  expect((await refusal(dots.image.getImage({ slug: 'plan9' }))).status).toBe(404);
});

test('every open region has its default VPC', async () => {
  const { client } = await startCloud();
  const { vpcs } = (await client(READER).vpc.listVpcs({ per_page: 200 })).data;
  expect(new Set(vpcs.map(({ ip_range }) => ip_range)).size).toBe(vpcs.length);
  expect(vpcs).toContainEqual(
    expect.objectContaining({ name: 'default-tor1', region: 'tor1', default: true }),
  );
});

test('an SSH key is found by id and fingerprint, renamed and deleted', async () => {
  const { dots } = await startCloud();
  const { ssh_key } = (await dots.sshKey.createSshKey({ name: 'deploy', public_key: `${KEY} me@home` })).data;
  expect(ssh_key).toMatchObject({ name: 'deploy', public_key: `${KEY} me@home` });
  expect(ssh_key.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  await dots.sshKey.updateSshKey({ ssh_key_id: ssh_key.fingerprint, name: 'new' });
  expect((await dots.sshKey.getSshKey({ ssh_key_id: ssh_key.id })).data.ssh_key.name).toBe('new');
  await dots.sshKey.destroySshKey({ ssh_key_id: ssh_key.id });
  expect((await refusal(dots.sshKey.getSshKey({ ssh_key_id: ssh_key.id }))).status).toBe(404);
});

test('a duplicate public key gets 422, whatever its name and comment', async () => {
  const { dots } = await startCloud();
  await dots.sshKey.createSshKey({ name: 'one', public_key: KEY });
  const { status, data } = await refusal(
    dots.sshKey.createSshKey({ name: 'two', public_key: `${KEY} other` }),
  );
  expect([status, data.message]).toEqual([422, 'SSH Key is already in use on your account']);
  expect(
    (await refusal(dots.sshKey.createSshKey({ name: 'bad', public_key: 'ssh-rsa nonsense' }))).status,
  ).toBe(422);
});
