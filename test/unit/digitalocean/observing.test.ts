import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../plan/example.ts';
import { CREATION, droplet, order, READER, requests, setAccount, startAdapter } from './adapter.ts';

import { withZone } from './zone.ts';

describe('observing', () => {
  it('takes ten requests in an empty account, and reports that the zone is missing', async () => {
    const { cloud, adapter } = await startAdapter();
    const observed = await adapter.observe(EXAMPLE);
    expect(observed).toMatchObject({ keys: [], zones: [], droplets: [], firewalls: [], records: [] });
    expect(observed.sizes.find(({ slug }) => slug === 's-1vcpu-1gb')).toMatchObject({
      monthly: 6,
      memoryMiB: 1024,
    });
    const paths = requests(cloud, 'GET');
    expect(paths).toHaveLength(10);
    expect(paths.filter((path) => !path.includes('per_page=200'))).toEqual(['/v2/account']);
  });

  it('requests the account limits only if a droplet is missing or has another size', async () => {
    const { cloud, adapter } = await startAdapter();
    const one = { ...EXAMPLE, web: [] };
    const sql = { ...droplet('sql'), spec: { ...droplet('sql').spec, tags: ['cluster:example'] } };
    await adapter.create(sql, CREATION);
    expect((await adapter.observe(one)).allowance).toBeUndefined();
    expect(requests(cloud, 'GET').some((path) => path.startsWith('/v2/account?'))).toBe(false);
    const larger = { ...one, primary: { ...one.primary, size: 's-1vcpu-2gb' } };
    expect((await adapter.observe(larger)).allowance?.account).toEqual({
      ...{ dropletLimit: 25, status: 'active', message: '' },
    });
  });

  it('works completely with a token that may only read', async () => {
    const { adapter } = await startAdapter(READER);
    const { allowance, sizes } = await adapter.observe(EXAMPLE);
    expect(Object.keys(allowance ?? {}).sort()).toEqual(['account', 'images', 'regions']);
    expect(sizes.find(({ slug }) => slug === 'c-4-intel')).toMatchObject({ memoryMiB: 8192, diskGiB: 50 });
  });

  it('continues if the token may not read the account, the regions and the images', async () => {
    const { cloud, adapter } = await startAdapter();
    await order(cloud, { match: { path: '/v2/(account|regions|images)$' }, fault: { status: 403 } });
    expect((await adapter.observe(EXAMPLE)).allowance).toEqual({});
  });

  it('reports the account limits, and what is no longer offered', async () => {
    const { cloud, adapter } = await startAdapter();
    await setAccount(cloud, {
      ...{ dropletLimit: 3, status: 'warning', message: 'Your last payment failed.' },
      ...{ goneImages: ['debian-12-x64'], closedRegions: ['tor1'], withoutIpv6: ['sfo3'] },
      goneSizes: ['s-1vcpu-2gb'],
    });
    const { allowance, sizes } = await adapter.observe(EXAMPLE);
    expect(allowance?.account).toEqual({
      ...{ dropletLimit: 3, status: 'warning', message: 'Your last payment failed.' },
    });
    expect(allowance?.regions).toContainEqual({ slug: 'tor1', available: false, ipv6: true });
    expect(allowance?.regions).toContainEqual({ slug: 'sfo3', available: true, ipv6: false });
    expect(allowance?.images?.map(({ slug }) => slug)).not.toContain('debian-12-x64');
    expect(sizes.find(({ slug }) => slug === 's-1vcpu-2gb')?.regions).toEqual([]);
  });

  it('follows the pages of a long list', async () => {
    const { cloud, adapter } = await withZone();
    for (let n = 0; n < 220; n += 1) {
      const data = { domain_name: 'example.com', type: 'A', name: `h${n}`, data: '192.0.2.9' };
      await cloud.dots.domain.createDomainRecord(data);
    }
    expect((await adapter.observe(EXAMPLE)).records).toHaveLength(220);
  });

  it("does not see another cluster's droplets", async () => {
    const { adapter } = await startAdapter();
    const other = droplet('host-01');
    await adapter.create({ ...other, spec: { ...other.spec, tags: ['cluster:example-2'] } }, CREATION);
    expect((await adapter.observe(EXAMPLE)).droplets).toEqual([]);
  });

  it('distinguishes records of other types', async () => {
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
