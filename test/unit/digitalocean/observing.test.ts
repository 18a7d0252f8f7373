import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../plan/example.ts';
import { BIRTH, droplet, requests, startAdapter } from './adapter.ts';

import { withZone } from './zone.ts';

describe('observing', () => {
  it('an empty account takes six requests, and says that the zone is absent', async () => {
    const { cloud, adapter } = await startAdapter();
    const observed = await adapter.observe(EXAMPLE);
    expect(observed).toMatchObject({ keys: [], zone: undefined, droplets: [], firewalls: [], records: [] });
    expect(observed.sizes.find(({ slug }) => slug === 's-1vcpu-1gb')).toMatchObject({
      monthly: 6,
      memoryMiB: 1024,
    });
    expect(requests(cloud, 'GET')).toHaveLength(6);
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
