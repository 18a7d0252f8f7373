import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import type { TestCloud } from '../local-cloud/api-setup.ts';
import { EXAMPLE } from '../plan/example.ts';
import { CREATION, createActive, droplet, order, requests, startAdapter, WRITER } from './adapter.ts';

const hostKeyTags = ({ account }: TestCloud): string[] =>
  account.data.tags.map(({ name }) => name).filter((name) => name.startsWith('hostkey'));

describe('a droplet', () => {
  it('is created with its tags, its host key and both addresses', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    expect(made).toMatchObject({
      status: 'active',
      spec: { hostKeys: ['c0ffee'] },
      ipv6: expect.stringMatching(/^2001:db8:/),
    });
    expect(cloud.account.data.droplets[0]).toMatchObject({ monitoring: true, userData: '#cloud-config\n' });
  });

  it('that an earlier run created is found', async () => {
    const { cloud, adapter } = await startAdapter();
    const first = await adapter.create(droplet('host-01'), CREATION);
    const second = await adapter.create(droplet('host-01'), CREATION);
    expect(second.id).toBe(first.id);
    expect(requests(cloud, 'POST')).toEqual(['/v2/droplets']);
  });

  it('is tagged and untagged, and keeps other owners’ tags', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    const wanted = droplet('host-01');
    const tags = ['cluster:example', 'cluster:example:primary', 'cluster:example:protected'];
    await cloud.dots.tag.createTag({ name: 'mine' });
    const resources = [{ resource_id: made.id, resource_type: 'droplet' }];
    await cloud.dots.tag.tagResources({ tag_name: 'mine', resources });
    await adapter.update(made, { ...wanted, spec: { ...wanted.spec, tags } });
    expect((await adapter.observe(EXAMPLE)).droplets[0]?.spec.tags).toEqual([...tags, 'mine']);
  });

  it('gets the tag of a new host key next to the old one, which stays until it is withdrawn', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    const known = async () => (await adapter.observe(EXAMPLE)).droplets[0]?.spec.hostKeys;
    const wanted = (...hostKeys: string[]) => ({ ...made, spec: { ...made.spec, hostKeys } });
    await adapter.update(made, wanted('beef', 'c0ffee'));
    expect(await known()).toEqual(['beef', 'c0ffee']);
    await adapter.update(wanted('beef', 'c0ffee'), wanted('beef'));
    expect(await known()).toEqual(['beef']);
    const tagging = requests(cloud, 'DELETE').filter((path) => path.includes('hostkey'));
    expect(tagging).toEqual(['/v2/tags/hostkey-sha256:c0ffee/resources', '/v2/tags/hostkey-sha256:c0ffee']);
    expect(hostKeyTags(cloud)).toEqual(['hostkey-sha256:beef']);
  });

  it('is deleted with the tag of its host key, unless its replacement has the same one', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    const elsewhere = droplet('host-01');
    const another = await createActive(adapter, {
      ...elsewhere,
      spec: { ...elsewhere.spec, region: 'tor1' },
    });
    await adapter.delete(made);
    expect(hostKeyTags(cloud)).toEqual(['hostkey-sha256:c0ffee']);
    await adapter.delete(another);
    await adapter.delete(another);
    expect(hostKeyTags(cloud)).toEqual([]);
    expect(cloud.account.data.tags.map(({ name }) => name)).toContain('cluster:example');
  });

  it('is resized while it is off, and switched on again', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    await adapter.update(made, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
    expect(cloud.ports.calls.filter((call) => call.includes('host-01'))).toEqual([
      'powerOn host-01',
      'shut host-01',
      'powerOn host-01',
    ]);
  });

  it.each([
    ['power_off', 's-1vcpu-1gb'],
    ['resize', 's-1vcpu-2gb'],
  ])('that is off because a run was killed after %s is switched on', async (_, size) => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01', size));
    await cloud.dots.droplet.powerOffDroplet({ droplet_id: Number(made.id) });
    await cloud.idle();
    const [off] = (await adapter.observe(EXAMPLE)).droplets;
    expect(off?.status).toBe('off');
    if (off) await adapter.update(off, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
  });

  it('is resized even if every response is lost once', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    await order(cloud, { match: { method: 'POST', path: 'actions$' }, every: 2, fault: { drop: 'after' } });
    await adapter.update(made, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
  });

  it('can be deleted twice', async () => {
    const { adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    await adapter.delete(made);
    await adapter.delete(made);
    expect((await adapter.observe(EXAMPLE)).droplets).toEqual([]);
  });

  it('that does not become active in time is reported', async () => {
    const { cloud, adapter } = await startAdapter();
    cloud.account.knobs.hold('host-01');
    const impatient = createActive(adapter, droplet('host-01'), 0);
    await expect(impatient).rejects.toThrow(/^droplet host-01 is not active with both addresses after 0 s\./);
    cloud.account.knobs.release('host-01');
    await cloud.idle();
  });
});

describe('a resize that cannot be finished', () => {
  const larger = droplet('host-01', 's-1vcpu-2gb');
  const state = async (adapter: Cloud) => {
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    return [now?.status, now?.spec.size];
  };
  const LOOKS = { method: 'GET', path: '/v2/droplets/\\d+$' };

  it('continues even if DigitalOcean does not answer for a while after the shutdown', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    await order(cloud, { match: LOOKS, times: 9, fault: { status: 503 } });
    await adapter.update(made, larger);
    expect(await state(adapter)).toEqual(['active', 's-1vcpu-2gb']);
  });

  it.each([
    ['resize', { match: { method: 'POST', path: 'actions$' }, nth: 2, fault: { status: 422 } }],
    ['read action', { match: { path: 'actions/\\d+$' }, nth: 1, fault: { status: 403 } }],
    ['read droplet', { match: LOOKS, nth: 1, fault: { status: 401 } }],
  ])('leaves the droplet on if "%s" is refused', async (what, fault) => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    await order(cloud, fault);
    await expect(adapter.update(made, larger)).rejects.toThrow(new RegExp(`^Cannot ${what}`));
    await cloud.idle();
    expect((await state(adapter))[0]).toBe('active');
  });

  it('leaves the droplet on if the time runs out after the shutdown', async () => {
    let isShut = () => false;
    const { cloud, adapter } = await startAdapter(WRITER, () => (isShut() ? 0 : 3_600_000));
    isShut = () => requests(cloud, 'POST').some((path) => path.endsWith('/actions'));
    const made = await createActive(adapter, droplet('host-01'));
    await expect(adapter.update(made, larger)).rejects.toThrow();
    await cloud.idle();
    expect(cloud.ports.calls).toContain('shut host-01');
    expect(await state(adapter)).toEqual(['active', 's-1vcpu-1gb']);
  });

  it('does not start with too little time', async () => {
    const { cloud, adapter } = await startAdapter(WRITER, () => 100_000);
    const made = await createActive(adapter, droplet('host-01'));
    await expect(adapter.update(made, larger)).rejects.toThrow(/100 s of the run's time limit are left/);
    expect(requests(cloud, 'POST')).toEqual(['/v2/droplets']);
  });
});
