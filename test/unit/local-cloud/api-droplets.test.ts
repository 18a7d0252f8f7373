import { describe, expect, test } from 'vitest';
import { makeDroplet, READER, refusal, SMALL, startCloud } from './api-setup.ts';

describe('creating', () => {
  test('returns a new droplet, which is active once the machine is on', async () => {
    const cloud = await startCloud();
    cloud.account.knobs.hold('web-1');
    const { status, data } = await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1', ipv6: true });
    expect(status).toBe(202);
    expect(data.droplet).toMatchObject({ status: 'new', locked: true, networks: { v4: [], v6: [] } });
    expect(cloud.ports.running.size).toBe(0);
    cloud.account.knobs.release('web-1');
    await cloud.idle();
    const { droplet } = (await cloud.dots.droplet.getDroplet({ droplet_id: data.droplet.id })).data;
    expect(droplet).toMatchObject({ status: 'active', locked: false, memory: 1024, vcpus: 1, disk: 25 });
    expect(droplet.networks.v4.map(({ type }) => type)).toEqual(['private', 'public']);
    expect(droplet.networks.v6).toMatchObject([{ netmask: 64, type: 'public' }]);
    expect(cloud.ports.running.get(droplet.id)).toMatchObject({
      name: 'web-1',
      region: 'nyc1',
      memoryMiB: 1024,
    });
  });

  test('gives no IPv6 unless requested', async () => {
    const droplet = await makeDroplet(await startCloud(), 'web-1');
    expect(droplet.networks.v6).toEqual([]);
    expect(droplet.features).not.toContain('ipv6');
  });

  test('links to the action to poll', async () => {
    const cloud = await startCloud();
    const answer = await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' });
    const { links } = answer.data as { links?: { actions: { id: number; rel: string; href: string }[] } };
    const [link] = links?.actions ?? [];
    expect(link).toMatchObject({ rel: 'create', href: `${cloud.url}/v2/actions/${link?.id}` });
    await cloud.idle();
    const { action } = (await cloud.dots.action.getAction({ action_id: link?.id ?? 0 })).data;
    expect(action).toMatchObject({
      status: 'completed',
      type: 'create',
      resource_id: answer.data.droplet.id,
    });
  });

  test('many droplets gives each its own addresses, and creates their tags', async () => {
    const cloud = await startCloud();
    const names = ['web-1', 'web-2', 'web-3'];
    const { droplets } = (await cloud.dots.droplet.createDroplets({ ...SMALL, names, tags: ['web'] })).data;
    expect(droplets.map(({ name }) => name)).toEqual(names);
    await cloud.idle();
    expect(new Set([...cloud.ports.running.values()].map(({ ipv4 }) => ipv4)).size).toBe(3);
    expect((await cloud.dots.tag.getTag({ tag_name: 'web' })).data.tag.resources.droplets.count).toBe(3);
  });

  test('gives the machine its keys and user data, and never returns the user data', async () => {
    const cloud = await startCloud();
    const public_key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
    const { ssh_key } = (await cloud.dots.sshKey.createSshKey({ name: 'deploy', public_key })).data;
    const user_data = '#cloud-config\nssh_keys: {ed25519_private: secret}';
    const wish = { ...SMALL, name: 'web-1', user_data, ssh_keys: [ssh_key.id, ssh_key.fingerprint] };
    const { droplet } = (await cloud.dots.droplet.createDroplet(wish)).data;
    await cloud.idle();
    expect(cloud.ports.running.get(droplet.id)).toMatchObject({
      userData: user_data,
      sshKeys: [public_key, public_key],
    });
    const seen = await cloud.dots.droplet.getDroplet({ droplet_id: droplet.id });
    expect(JSON.stringify(seen.data)).not.toContain('secret');
    expect(JSON.stringify(cloud.journal())).not.toContain('secret');
  });

  test.each([
    [{ name: 'web_1' }, 'Only valid hostnames are allowed'],
    [{ region: 'mars1' }, 'invalid region'],
    [{ region: 'nyc2' }, 'Region is not available'],
    [{ size: 's-99vcpu' }, 'invalid size'],
    [{ size: 's-1vcpu-512mb-10gb', region: 'tor1' }, 'Size is not available in this region.'],
    [{ image: 'plan9' }, 'invalid image'],
    [{ ssh_keys: [1] }, '1 are invalid key identifiers for Droplet creation.'],
    [{ tags: ['no spaces'] }, 'contains invalid characters'],
    [{ user_data: 'x'.repeat(64 * 1024 + 1) }, 'too long'],
  ])('with %j gets 422: %s', async (wrong, complaint) => {
    const { dots, ports } = await startCloud();
    const { status, data } = await refusal(dots.droplet.createDroplet({ ...SMALL, name: 'web-1', ...wrong }));
    expect([status, data.id]).toEqual([422, 'unprocessable_entity']);
    expect(data.message).toContain(complaint);
    expect(ports.calls).not.toContain('powerOn web-1');
  });

  test('beyond the limit creates none', async () => {
    const { dots } = await startCloud({ dropletLimit: 1 });
    const { status, data } = await refusal(
      dots.droplet.createDroplets({ ...SMALL, names: ['web-1', 'web-2'] }),
    );
    expect([status, data.message]).toEqual([
      422,
      'creating this/these droplet(s) will exceed your droplet limit',
    ]);
    expect((await dots.droplet.listDroplets({})).data.droplets).toEqual([]);
  });

  test('a machine that does not boot leaves an errored action', async () => {
    const cloud = await startCloud();
    cloud.ports.bootFailure = new Error('no disk');
    const { droplet } = (await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' })).data;
    await cloud.idle();
    const { actions } = (await cloud.dots.droplet.listDropletActions({ droplet_id: droplet.id })).data;
    expect(actions).toMatchObject([{ type: 'create', status: 'errored' }]);
    expect(cloud.failures).toEqual([cloud.ports.bootFailure]);
  });
});

describe('listing', () => {
  test('filters by tag, and by name in any case', async () => {
    const cloud = await startCloud();
    await makeDroplet(cloud, 'sql', { tags: ['db'] });
    await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    const names = async (query: { tag_name?: string; name?: string }) => {
      const search = new URLSearchParams(query);
      const { payload } = await cloud.api.inject({
        url: `/v2/droplets?${search}`,
        headers: { authorization: `Bearer ${READER}` },
      });
      return JSON.parse(payload).droplets.map(({ name }: { name: string }) => name);
    };
    expect(await names({ tag_name: 'web' })).toEqual(['web-1']);
    expect(await names({ name: 'SQL' })).toEqual(['sql']);
    expect(await names({ tag_name: 'none' })).toEqual([]);
  });

  test('lags as ordered, while the droplet itself is found', async () => {
    let now = 1_700_000_000_000;
    const cloud = await startCloud({ now: () => now });
    cloud.account.knobs.listLagMs = 3000;
    const { id } = await makeDroplet(cloud, 'web-1');
    const seen = async () =>
      (await cloud.dots.droplet.listDroplets({})).data.droplets.map((droplet) => droplet.id);
    expect(await seen()).toEqual([]);
    now += 3000;
    expect(await seen()).toEqual([id]);
  });
});

describe('deleting', () => {
  test('by id removes the droplet at once and destroys its machine', async () => {
    const cloud = await startCloud();
    const { id } = await makeDroplet(cloud, 'web-1');
    expect((await cloud.dots.droplet.deleteDroplet({ droplet_id: id })).status).toBe(204);
    expect((await refusal(cloud.dots.droplet.getDroplet({ droplet_id: id }))).status).toBe(404);
    expect((await refusal(cloud.dots.droplet.deleteDroplet({ droplet_id: id }))).status).toBe(404);
    await cloud.idle();
    expect(cloud.ports.calls).toContain('destroy web-1');
  });

  test('by tag keeps the others', async () => {
    const cloud = await startCloud();
    await makeDroplet(cloud, 'sql', { tags: ['db'] });
    await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    await makeDroplet(cloud, 'web-2', { tags: ['web'] });
    await cloud.dots.droplet.deleteDropletsByTag({ tag_name: 'web' });
    const { droplets } = (await cloud.dots.droplet.listDroplets({})).data;
    expect(droplets.map(({ name }) => name)).toEqual(['sql']);
  });

  test('during creation gets 422', async () => {
    const cloud = await startCloud();
    cloud.account.knobs.hold('web-1');
    const { droplet } = (await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' })).data;
    const { status, data } = await refusal(cloud.dots.droplet.deleteDroplet({ droplet_id: droplet.id }));
    expect([status, data.message]).toEqual([422, 'Droplet already has a pending event.']);
    cloud.account.knobs.release('web-1');
  });
});
