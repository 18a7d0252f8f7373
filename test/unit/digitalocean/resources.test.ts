import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import { desiredFirewalls } from '../../../actions/src/cloud/firewall.ts';
import type { Desired, RecordSpec } from '../../../actions/src/cloud/resource.ts';
import { EXAMPLE } from '../plan/example.ts';
import { asObserved, BIRTH, bear, droplet, order, requests, startAdapter } from './adapter.ts';

const record = (spec: Partial<RecordSpec> = {}): Desired<'record'> => ({
  type: 'record',
  address: 'record/A test.example.com -> host-01',
  spec: { type: 'A', name: 'test.example.com', value: '192.0.2.1', ttl: 300, ...spec },
});
const zone: Desired<'zone'> = { type: 'zone', address: 'zone/example.com', spec: { name: 'example.com' } };

async function withZone() {
  const started = await startAdapter();
  await started.adapter.observe(EXAMPLE);
  await started.adapter.create(zone);
  return started;
}

const recordsOf = async (adapter: Cloud) =>
  (await adapter.observe(EXAMPLE)).records.map(
    ({ spec }) => `${spec.type} ${spec.name} ${spec.value} ${spec.ttl}`,
  );

describe('observing', () => {
  it('an empty account takes five requests, and says that the zone is absent', async () => {
    const { cloud, adapter } = await startAdapter();
    const observed = await adapter.observe(EXAMPLE);
    expect(observed).toMatchObject({ keys: [], zone: undefined, droplets: [], firewalls: [], records: [] });
    expect(observed.sizes.find(({ slug }) => slug === 's-1vcpu-1gb')).toMatchObject({
      monthly: 6,
      memoryMiB: 1024,
    });
    expect(requests(cloud, 'GET')).toHaveLength(5);
    expect(requests(cloud, 'GET').every((path) => path.includes('per_page=200'))).toBe(true);
  });

  it('follows the pages of a long list', async () => {
    const { cloud, adapter } = await withZone();
    for (let n = 0; n < 230; n += 1) {
      const data = { domain_name: 'example.com', type: 'A', name: `h${n}`, data: '192.0.2.9' };
      await cloud.dots.domain.createDomainRecord(data);
    }
    expect((await adapter.observe(EXAMPLE)).records).toHaveLength(230);
  });

  it("does not see another cluster's droplets", async () => {
    const { adapter } = await startAdapter();
    const other = droplet('host-01');
    await adapter.create({ ...other, spec: { ...other.spec, tags: ['cluster:example-2'] } }, BIRTH);
    expect((await adapter.observe(EXAMPLE)).droplets).toEqual([]);
  });

  it('tells records of other types apart', async () => {
    const { cloud, adapter } = await withZone();
    const alias = { domain_name: 'example.com', type: 'CNAME', name: 'www.test', data: '@' };
    await cloud.dots.domain.createDomainRecord(alias);
    const { foreign } = await adapter.observe(EXAMPLE);
    expect(foreign.find(({ type }) => type === 'CNAME')).toMatchObject({ name: 'www.test.example.com' });
    expect(foreign.filter(({ type }) => type === 'NS').every(({ name }) => name === 'example.com')).toBe(
      true,
    );
  });
});

describe('an SSH key', () => {
  const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKJ0Xq4lKqk0m2vH0p0n3qkq0oX9i8Hq2nJt8cVbYw1a';
  const key = (name: string): Desired<'ssh-key'> => ({
    type: 'ssh-key',
    address: `ssh-key/${name}`,
    spec: { name, publicKey: line },
  });

  it('that is there under another name and with a comment is found and renamed', async () => {
    const { cloud, adapter } = await startAdapter();
    await cloud.dots.sshKey.createSshKey({ name: 'laptop', public_key: `${line} me@laptop` });
    await adapter.create(key('example-deploy-g1'));
    const { keys } = await adapter.observe(EXAMPLE);
    expect(keys.map(({ spec }) => spec)).toEqual([key('example-deploy-g1').spec]);
  });

  it('is renamed, and deleted twice', async () => {
    const { adapter } = await startAdapter();
    const made = await adapter.create(key('example-deploy-g1'));
    await adapter.update(made, key('example-deploy-g2'));
    expect((await adapter.observe(EXAMPLE)).keys[0]?.spec.name).toBe('example-deploy-g2');
    await adapter.delete(made);
    await adapter.delete(made);
    expect((await adapter.observe(EXAMPLE)).keys).toEqual([]);
  });
});

describe('a zone', () => {
  it('that is there is good enough', async () => {
    const { cloud, adapter } = await startAdapter();
    await cloud.dots.domain.createDomain({ name: 'example.com' });
    expect(await adapter.create(zone)).toMatchObject({ id: 'example.com' });
  });

  it('is never deleted', async () => {
    const { adapter } = await startAdapter();
    await expect(adapter.delete(asObserved(zone, 'example.com'))).rejects.toThrow('never deleted');
  });
});

describe('a record', () => {
  it.each<[string, Partial<RecordSpec>]>([
    ['of the apex', { name: 'example.com' }],
    ['below it', {}],
    ['of IPv6', { type: 'AAAA', value: '2001:db8::1' }],
    ['CAA', { type: 'CAA', value: '0 issue "letsencrypt.org"' }],
    ['CAA of the zone itself', { type: 'CAA', value: '0 issue "example.com"' }],
    ['TXT', { type: 'TXT', name: '_flotilla.test.example.com', value: 'cluster:example' }],
  ])('%s comes back as it was wanted', async (_, spec) => {
    const { adapter } = await withZone();
    const wanted = record(spec);
    const made = await adapter.create(wanted);
    expect(made.spec).toEqual(wanted.spec);
    expect((await adapter.observe(EXAMPLE)).records).toEqual([made]);
  });

  it('is updated in place, and deleted twice', async () => {
    const { adapter } = await withZone();
    const made = await adapter.create(record());
    await adapter.update(made, record({ value: '192.0.2.2', ttl: 60 }));
    expect(await recordsOf(adapter)).toEqual(['A test.example.com 192.0.2.2 60']);
    await adapter.delete(made);
    await adapter.delete(made);
    expect(await recordsOf(adapter)).toEqual([]);
  });

  it('is not written before the zone is known', async () => {
    const { adapter } = await startAdapter();
    await expect(adapter.create(record())).rejects.toThrow('observe first');
  });
});

describe('a firewall', () => {
  const [, web] = desiredFirewalls(EXAMPLE);
  if (!web) throw new Error('no firewall for web hosts');

  it('comes back as it was wanted, its tags made first', async () => {
    const { adapter } = await startAdapter();
    for (const wanted of desiredFirewalls(EXAMPLE)) await adapter.create(wanted);
    const { firewalls } = await adapter.observe(EXAMPLE);
    expect(firewalls.map(({ spec }) => spec)).toEqual(desiredFirewalls(EXAMPLE).map(({ spec }) => spec));
  });

  it('that is there under its name is brought to what is wanted', async () => {
    const { cloud, adapter } = await startAdapter();
    const rule = { protocol: 'tcp', ports: '1-65535', sources: { addresses: ['0.0.0.0/0'] } };
    await cloud.dots.firewall.createFirewall({
      name: 'example-web',
      inbound_rules: [rule],
      outbound_rules: [],
    });
    await adapter.create(web);
    expect((await adapter.observe(EXAMPLE)).firewalls.map(({ spec }) => spec)).toEqual([web.spec]);
  });

  it('shows what was added by hand, and loses it in an update', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await adapter.create(web);
    const added = { protocol: 'tcp', ports: 'all', sources: { addresses: ['198.51.100.7'] } };
    await cloud.dots.firewall.addRulesToFirewall({
      firewall_id: made.id,
      inbound_rules: [added],
      outbound_rules: [],
    });
    const [widened] = (await adapter.observe(EXAMPLE)).firewalls;
    expect(widened?.spec.inbound).toContainEqual({
      protocol: 'tcp',
      ports: 'all',
      peers: ['198.51.100.7/32'],
    });
    await adapter.update(made, web);
    expect((await adapter.observe(EXAMPLE)).firewalls[0]?.spec).toEqual(web.spec);
  });
});

describe('a droplet', () => {
  it('is born with its tags, its host key and both addresses', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    expect(made).toMatchObject({
      status: 'active',
      spec: { hostKeys: ['c0ffee'] },
      ipv6: expect.stringMatching(/^2001:db8:/),
    });
    expect(cloud.account.data.droplets[0]).toMatchObject({ monitoring: true, userData: '#cloud-config\n' });
  });

  it('that an earlier run made is found', async () => {
    const { cloud, adapter } = await startAdapter();
    const first = await adapter.create(droplet('host-01'), BIRTH);
    const second = await adapter.create(droplet('host-01'), BIRTH);
    expect(second.id).toBe(first.id);
    expect(requests(cloud, 'POST')).toEqual(['/v2/droplets']);
  });

  it('is tagged and untagged, and keeps the tags of others', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    const wanted = droplet('host-01');
    const tags = ['cluster:example', 'cluster:example:primary', 'cluster:example:protected'];
    await cloud.dots.tag.createTag({ name: 'mine' });
    const resources = [{ resource_id: made.id, resource_type: 'droplet' }];
    await cloud.dots.tag.tagResources({ tag_name: 'mine', resources });
    await adapter.update(made, { ...wanted, spec: { ...wanted.spec, tags } });
    expect((await adapter.observe(EXAMPLE)).droplets[0]?.spec.tags).toEqual([...tags, 'mine']);
  });

  it('gets the tag of a new host key beside the old one, and loses the old one only when told to', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    const known = async () => (await adapter.observe(EXAMPLE)).droplets[0]?.spec.hostKeys;
    const wanted = (...hostKeys: string[]) => ({ ...made, spec: { ...made.spec, hostKeys } });
    await adapter.update(made, wanted('beef', 'c0ffee'));
    expect(await known()).toEqual(['beef', 'c0ffee']);
    await adapter.update(wanted('beef', 'c0ffee'), wanted('beef'));
    expect(await known()).toEqual(['beef']);
    const tagging = requests(cloud, 'DELETE').filter((path) => path.includes('hostkey'));
    expect(tagging).toEqual(['/v2/tags/hostkey-sha256:c0ffee/resources']);
  });

  it('is resized while it is off, and on again', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    await adapter.update(made, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
    expect(cloud.ground.calls.filter((call) => call.includes('host-01'))).toEqual([
      'powerOn host-01',
      'shut host-01',
      'powerOn host-01',
    ]);
  });

  it.each([
    ['power_off', 's-1vcpu-1gb'],
    ['resize', 's-1vcpu-2gb'],
  ])('left off by a run that was killed after %s is brought up', async (_, size) => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01', size));
    await cloud.dots.droplet.powerOffDroplet({ droplet_id: Number(made.id) });
    await cloud.idle();
    const [off] = (await adapter.observe(EXAMPLE)).droplets;
    expect(off?.status).toBe('off');
    if (off) await adapter.update(off, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
  });

  it('is resized although every answer to an order gets lost once', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    await order(cloud, { match: { method: 'POST', path: 'actions$' }, every: 2, fault: { drop: 'after' } });
    await adapter.update(made, droplet('host-01', 's-1vcpu-2gb'));
    const [now] = (await adapter.observe(EXAMPLE)).droplets;
    expect([now?.status, now?.spec.size]).toEqual(['active', 's-1vcpu-2gb']);
  });

  it('is deleted twice', async () => {
    const { adapter } = await startAdapter();
    const made = await bear(adapter, droplet('host-01'));
    await adapter.delete(made);
    await adapter.delete(made);
    expect((await adapter.observe(EXAMPLE)).droplets).toEqual([]);
  });

  it('that does not become active in time is said so', async () => {
    const { cloud, adapter } = await startAdapter();
    cloud.account.knobs.hold('host-01');
    const impatient = bear(adapter, droplet('host-01'), 0);
    await expect(impatient).rejects.toThrow(/^droplet host-01 is not active with both addresses after 0 s\./);
    cloud.account.knobs.release('host-01');
    await cloud.idle();
  });
});
