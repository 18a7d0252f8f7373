import { describe, expect, it } from 'vitest';
import type { RecordSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE } from '../plan/example.ts';
import { asObserved, order, startAdapter } from './adapter.ts';

import { record, recordsOf, withZone, zone } from './zone.ts';

describe('a zone', () => {
  it('that exists is used', async () => {
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
    ['at the apex', { name: 'example.com' }],
    ['below the apex', {}],
    ['for IPv6', { type: 'AAAA', value: '2001:db8::1' }],
    ['CAA', { type: 'CAA', value: '0 issue "letsencrypt.org"' }],
    ['CAA of the zone itself', { type: 'CAA', value: '0 issue "example.com"' }],
    ['TXT', { type: 'TXT', name: '_flotilla.test.example.com', value: 'cluster:example' }],
  ])('%s is created as desired', async (_, spec) => {
    const { adapter } = await withZone();
    const wanted = record(spec);
    const made = await adapter.create(wanted);
    expect(made.spec).toEqual(wanted.spec);
    expect((await adapter.observe(EXAMPLE)).records).toEqual([made]);
  });

  it('is updated in place, and can be deleted twice', async () => {
    const { adapter } = await withZone();
    const made = await adapter.create(record());
    await adapter.update(made, record({ value: '192.0.2.2', ttl: 60 }));
    expect(await recordsOf(adapter)).toEqual(['A test.example.com 192.0.2.2 60']);
    await adapter.delete(made);
    await adapter.delete(made);
    expect(await recordsOf(adapter)).toEqual([]);
  });

  it('with a lost response is found on any page of the list', async () => {
    const { cloud, adapter } = await withZone();
    for (let index = 0; index < 205; index++)
      await cloud.dots.domain.createDomainRecord({
        ...{ domain_name: 'example.com', type: 'A', name: 'test', data: `192.0.2.${index}`, ttl: 300 },
        ...{ priority: null, port: null, weight: null, flags: null, tag: null },
      } as never);
    await order(cloud, { match: { method: 'POST', path: '/records$' }, nth: 1, fault: { drop: 'after' } });
    await adapter.create(record({ value: '198.51.100.7' }));
    const made = (await recordsOf(adapter)).filter((line) => line.includes('198.51.100.7'));
    expect(made).toHaveLength(1);
  });

  it('is not written before the zone is known', async () => {
    const { adapter } = await startAdapter();
    await expect(adapter.create(record())).rejects.toThrow('observe first');
  });
});
