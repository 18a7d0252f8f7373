import { describe, expect, test } from 'vitest';
import { makeDroplet, refusal, startCloud, type TestCloud } from './api-setup.ts';

const ANYONE = ['0.0.0.0/0', '::/0'];
const SSH = { protocol: 'tcp', ports: '22', sources: { addresses: ANYONE } };
const OUT = { protocol: 'tcp', ports: 'all', destinations: { addresses: ANYONE } };

const create = async (
  { dots }: TestCloud,
  more: Partial<Parameters<typeof dots.firewall.createFirewall>[0]> = {},
) => {
  const wish = { name: 'fleet', inbound_rules: [SSH], outbound_rules: [OUT], ...more };
  return (await dots.firewall.createFirewall(wish)).data.firewall;
};
const look = async ({ dots }: TestCloud, firewall_id = '') =>
  (await dots.firewall.getFirewall({ firewall_id })).data.firewall;

describe('the firewall API', () => {
  test('shows waiting while the links change, then succeeded', async () => {
    const cloud = await startCloud();
    const { id } = await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    const made = await create(cloud, { tags: ['web'] });
    expect(made).toMatchObject({
      status: 'waiting',
      pending_changes: [{ droplet_id: id, removing: false, status: 'waiting' }],
      droplet_ids: [],
      tags: ['web'],
    });
    await cloud.idle();
    expect(await look(cloud, made.id)).toMatchObject({ status: 'succeeded', pending_changes: [] });
  });

  test('returns all ports and icmp as 0, in its own order', async () => {
    const cloud = await startCloud();
    const sources = { addresses: ANYONE };
    const rules = [
      { protocol: 'udp', ports: 'all' },
      { protocol: 'tcp', ports: '1-65535' },
      { protocol: 'tcp', ports: '0' },
    ];
    const inbound_rules = [...rules, { protocol: 'icmp', ports: '' }].map((rule) => ({ ...rule, sources }));
    const { inbound_rules: seen } = await create(cloud, { inbound_rules });
    expect(seen.map(({ protocol, ports }) => `${protocol} ${ports}`)).toEqual([
      'icmp 0',
      'tcp 0',
      'tcp 1-65535',
      'udp 0',
    ]);
  });

  test.each([
    [{ tags: ['unused'] }, 422, 'tag unused does not exist'],
    [{ droplet_ids: [7] }, 422, 'droplet 7 does not exist'],
    [{ name: '-x' }, 422, 'name'],
    [{ inbound_rules: [], outbound_rules: [] }, 422, 'at least one rule'],
    [{ inbound_rules: [{ ...SSH, ports: '99999' }] }, 422, 'valid range for ports'],
    [{ inbound_rules: [{ ...SSH, ports: '' }] }, 422, 'You must specify a positive value for ports.'],
    [{ inbound_rules: [{ ...SSH, sources: { addresses: ['300.0.0.1'] } }] }, 422, 'invalid address'],
    [{ inbound_rules: [{ ...SSH, sources: { tags: ['unused'] } }] }, 422, 'tag unused does not exist'],
  ])('answers %j with %i: %s', async (wrong, status, complaint) => {
    const cloud = await startCloud();
    const answer = await refusal(create(cloud, wrong));
    expect(answer.status).toBe(status);
    expect(answer.data.message).toContain(complaint);
    expect(cloud.account.data.firewalls).toEqual([]);
  });

  test('answers a duplicate name with 409', async () => {
    const cloud = await startCloud();
    await create(cloud);
    const { status, data } = await refusal(create(cloud));
    expect([status, data.id, data.message]).toEqual([409, 'conflict', 'duplicate name']);
  });

  test('replaces the whole firewall by PUT', async () => {
    const cloud = await startCloud();
    await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    const { id = '' } = await create(cloud, { tags: ['web'] });
    await cloud.dots.firewall.updateFirewall({ id, name: 'other', inbound_rules: [], outbound_rules: [OUT] });
    expect(await look(cloud, id)).toMatchObject({ name: 'other', inbound_rules: [], tags: [] });
  });
});

describe('the ruleset on the links', () => {
  test('contains the machines, and their peers by address', async () => {
    const cloud = await startCloud();
    const sql = await makeDroplet(cloud, 'sql', { tags: ['db'] });
    const web = await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    const other = await makeDroplet(cloud, 'web-2');
    const sources = { addresses: ['198.51.100.0/24'], tags: ['web'], droplet_ids: [other.id] };
    await create(cloud, { tags: ['db'], inbound_rules: [{ protocol: 'udp', ports: '1194', sources }] });
    await cloud.idle();
    const addresses = [web, other]
      .map(({ id }) => cloud.ports.running.get(id))
      .flatMap((it) => [it?.ipv4, it?.ipv6]);
    expect(cloud.ports.enforced).toEqual([
      {
        machineId: sql.id,
        inbound: [{ protocol: 'udp', ports: '1194', peers: ['198.51.100.0/24', ...addresses] }],
        outbound: [{ protocol: 'tcp', ports: 'all', peers: ANYONE }],
      },
    ]);
  });

  test('is in force before a new machine is on', async () => {
    const cloud = await startCloud();
    await cloud.dots.tag.createTag({ name: 'web' });
    await create(cloud, { tags: ['web'] });
    await cloud.idle();
    cloud.ports.calls.length = 0;
    const { id } = await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    expect(cloud.ports.calls).toEqual(['enforce', 'powerOn web-1']);
    expect(cloud.ports.enforced).toMatchObject([{ machineId: id }]);
  });

  test('follows tags, droplets and firewalls', async () => {
    const cloud = await startCloud();
    const { id } = await makeDroplet(cloud, 'web-1');
    const guarded = async () => {
      await cloud.idle();
      return cloud.ports.enforced.map(({ machineId }) => machineId);
    };
    await cloud.dots.tag.createTag({ name: 'web' });
    const { id: firewall_id = '' } = await create(cloud, { tags: ['web'] });
    expect(await guarded()).toEqual([]);
    const resources = [{ resource_id: String(id), resource_type: 'droplet' }];
    await cloud.dots.tag.tagResources({ tag_name: 'web', resources });
    expect(await guarded()).toEqual([id]);
    await cloud.dots.tag.untagResources({ tag_name: 'web', resources });
    expect(await guarded()).toEqual([]);
    await cloud.dots.firewall.addDropletsToFirewall({ firewall_id, droplet_ids: [id] });
    expect(await guarded()).toEqual([id]);
    await cloud.dots.firewall.deleteFirewall({ firewall_id });
    expect(await guarded()).toEqual([]);
  });

  test('drops a deleted droplet and a deleted tag', async () => {
    const cloud = await startCloud();
    const { id } = await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    const inbound_rules = [{ ...SSH, sources: { tags: ['web'], droplet_ids: [id] } }];
    const { id: firewall_id } = await create(cloud, { droplet_ids: [id], tags: ['web'], inbound_rules });
    await cloud.dots.droplet.deleteDroplet({ droplet_id: id });
    await cloud.dots.tag.deleteTag({ tag_name: 'web' });
    await cloud.idle();
    expect(cloud.ports.enforced).toEqual([]);
    const { inbound_rules: left, ...firewall } = await look(cloud, firewall_id);
    expect(firewall).toMatchObject({ droplet_ids: [], tags: [] });
    expect(left).toMatchObject([{ sources: { tags: [], droplet_ids: [] } }]);
  });

  test('gains and loses single rules and tags', async () => {
    const cloud = await startCloud();
    await cloud.dots.tag.createTag({ name: 'web' });
    const { id: firewall_id = '' } = await create(cloud);
    const web = { protocol: 'tcp', ports: '80', sources: { addresses: ANYONE.toReversed() } };
    const { firewall } = cloud.dots;
    await firewall.addRulesToFirewall({ firewall_id, inbound_rules: [web], outbound_rules: [] });
    await firewall.addTagsToFirewall({ firewall_id, tags: ['web'] });
    expect(await look(cloud, firewall_id)).toMatchObject({ inbound_rules: [SSH, web], tags: ['web'] });
    const all = { ...OUT, ports: '0' };
    await firewall.removeRulesFromFirewall({
      firewall_id,
      inbound_rules: [{ ...web, sources: { addresses: ANYONE } }],
      outbound_rules: [all],
    });
    await firewall.removeTagsFromFirewall({ firewall_id, tags: ['web'] });
    expect(await look(cloud, firewall_id)).toMatchObject({
      inbound_rules: [SSH],
      outbound_rules: [],
      tags: [],
    });
    const missing = firewall.removeRulesFromFirewall({
      firewall_id,
      inbound_rules: [web],
      outbound_rules: [],
    });
    expect((await refusal(missing)).status).toBe(404);
  });

  test('shows its failure', async () => {
    const cloud = await startCloud();
    await makeDroplet(cloud, 'web-1', { tags: ['web'] });
    cloud.ports.links.enforce = () => Promise.reject(new Error('nft'));
    const { id } = await create(cloud, { tags: ['web'] });
    await cloud.idle();
    expect(await look(cloud, id)).toMatchObject({ status: 'failed' });
    expect(cloud.failures).toEqual([new Error('nft')]);
  });
});
