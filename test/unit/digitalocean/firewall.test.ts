import { describe, expect, it } from 'vitest';
import { desiredFirewalls } from '../../../actions/src/cloud/firewall.ts';
import { EXAMPLE } from '../plan/example.ts';
import { createActive, droplet, startAdapter } from './adapter.ts';

describe('a firewall', () => {
  const [, web] = desiredFirewalls(EXAMPLE);
  if (!web) throw new Error('no firewall for web hosts');

  it('is created as desired, after its tags', async () => {
    const { adapter } = await startAdapter();
    for (const wanted of desiredFirewalls(EXAMPLE)) await adapter.create(wanted);
    const { firewalls } = await adapter.observe(EXAMPLE);
    expect(firewalls.map(({ spec }) => spec)).toEqual(desiredFirewalls(EXAMPLE).map(({ spec }) => spec));
  });

  const RULE = { protocol: 'tcp', ports: '1-65535', sources: { addresses: ['0.0.0.0/0'] } };
  const namesake = (tags: string[]) => ({
    name: 'example-web',
    tags,
    inbound_rules: [RULE],
    outbound_rules: [],
  });

  it('that exists with its name and tag is updated', async () => {
    const { cloud, adapter } = await startAdapter();
    for (const name of web.spec.tags) await cloud.dots.tag.createTag({ name });
    await cloud.dots.firewall.createFirewall(namesake([...web.spec.tags]));
    await adapter.create(web);
    expect((await adapter.observe(EXAMPLE)).firewalls.map(({ spec }) => spec)).toEqual([web.spec]);
  });

  it('with the same name but without our tag stays as it is', async () => {
    const { cloud, adapter } = await startAdapter();
    await cloud.dots.firewall.createFirewall(namesake([]));
    await expect(adapter.create(web)).rejects.toThrow('duplicate name');
    expect((await adapter.observe(EXAMPLE)).firewalls[0]?.spec).toMatchObject({
      tags: [],
      inbound: [{ ports: 'all' }],
    });
  });

  it('of another owner shows the droplets that it names', async () => {
    const { cloud, adapter } = await startAdapter();
    const { id } = await createActive(adapter, droplet('host-01'));
    const named = { name: 'office', droplet_ids: [Number(id)], inbound_rules: [RULE], outbound_rules: [] };
    await cloud.dots.firewall.createFirewall(named);
    const [office] = (await adapter.observe(EXAMPLE)).firewalls;
    expect(office).toMatchObject({ spec: { name: 'office' }, droplets: [id] });
  });

  it('shows rules that were added by hand, and an update removes them', async () => {
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
