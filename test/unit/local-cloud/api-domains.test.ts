import { describe, expect, test } from 'vitest';
import { refusal, startCloud, WRITER } from './api-setup.ts';

const domain_name = 'example.com';

async function startZone() {
  const cloud = await startCloud();
  await cloud.dots.domain.createDomain({ name: domain_name, ip_address: '' });
  const { domain } = cloud.dots;
  const add = async (type: string, name: string, data: string, more = {}) =>
    (await domain.createDomainRecord({ domain_name, type, name, data, ...more })).data.domain_record;
  const records = async (query: { name?: string; type?: string } = {}) =>
    (await domain.listDomainRecords({ domain_name, per_page: 200, ...query })).data.domain_records;
  return { ...cloud, add, records };
}

describe('a domain', () => {
  test('is created with its SOA and NS records, and is published', async () => {
    const { records, ports, idle } = await startZone();
    const summary = (await records()).map(({ type, name, data, ttl }) => [type, name, data, ttl].join(' '));
    const hosts = ['ns1', 'ns2', 'ns3'].map((host) => `NS @ ${host}.digitalocean.com 1800`);
    expect(summary).toEqual(['SOA @ 1800 1800', ...hosts]);
    await idle();
    expect(ports.zones.get(domain_name)).toContainEqual({
      type: 'NS',
      name: '@',
      data: 'ns1.digitalocean.com.',
      ttl: 1800,
    });
  });

  test('has a zone file, exists once, and is deleted with all its records', async () => {
    const { dots, ports, idle, add } = await startZone();
    await add('CAA', '@', 'letsencrypt.org.', { flags: 0, tag: 'issue' });
    const { zone_file } = (await dots.domain.getDomain({ name: domain_name })).data.domain;
    expect(zone_file).toContain('example.com. 1800 IN NS ns1.digitalocean.com.\n');
    expect(zone_file).toContain('example.com. 1800 IN CAA 0 issue "letsencrypt.org"\n');
    expect((await refusal(dots.domain.createDomain({ name: domain_name, ip_address: '' }))).status).toBe(422);
    await dots.domain.deleteDomain({ name: domain_name });
    await idle();
    expect(ports.zones.size).toBe(0);
    expect((await refusal(dots.domain.getDomain({ name: domain_name }))).status).toBe(404);
  });

  test('is created with an A record if an address is given', async () => {
    const { dots } = await startCloud();
    await dots.domain.createDomain({ name: 'example.org', ip_address: '203.0.113.9' });
    const { domain_records } = (
      await dots.domain.listDomainRecords({ domain_name: 'example.org', type: 'A' })
    ).data;
    expect(domain_records).toMatchObject([{ name: '@', data: '203.0.113.9' }]);
  });
});

describe('records', () => {
  test('have every field, with null if it does not apply', async () => {
    const { add } = await startZone();
    expect(await add('A', 'www', '203.0.113.10', { ttl: 60 })).toEqual({
      ...{ id: expect.any(Number), type: 'A', name: 'www', data: '203.0.113.10', ttl: 60 },
      ...{ priority: null, port: null, weight: null, flags: null, tag: null },
    });
  });

  test('are published with absolute data', async () => {
    const { add, ports, idle } = await startZone();
    await add('CNAME', 'blog.example.com.', 'example.com.');
    await add('MX', '@', 'mail.example.net.', { priority: 10 });
    await add('SRV', '_sip._tcp', 'sip.example.net.', { priority: 1, weight: 2, port: 5060 });
    await add('TXT', 'txt', 'say "hi"');
    await add('CAA', '@', 'mailto:me@example.com', { flags: 128, tag: 'iodef' });
    await idle();
    expect(ports.zones.get(domain_name)?.slice(4)).toEqual([
      { type: 'CNAME', name: 'blog', data: 'example.com.', ttl: 1800 },
      { type: 'MX', name: '@', data: 'mail.example.net.', ttl: 1800, priority: 10 },
      { type: 'SRV', name: '_sip._tcp', data: '1 2 5060 sip.example.net.', ttl: 1800 },
      { type: 'TXT', name: 'txt', data: 'say "hi"', ttl: 1800 },
      { type: 'CAA', name: '@', data: 'mailto:me@example.com', ttl: 1800, flags: 128, tag: 'iodef' },
    ]);
  });

  test('to host names lose the trailing dot, and contain @ for the domain itself', async () => {
    const { add } = await startZone();
    expect((await add('CNAME', 'a', 'www.example.net.')).data).toBe('www.example.net');
    expect((await add('CNAME', 'b', 'example.com.')).data).toBe('@');
    expect((await add('CAA', '@', 'letsencrypt.org.', { flags: 0, tag: 'issue' })).data).toBe(
      'letsencrypt.org',
    );
  });

  test('are filtered by type and by full name', async () => {
    const { add, records } = await startZone();
    await add('A', '@', '203.0.113.10');
    await add('A', 'www', '203.0.113.10');
    await add('AAAA', 'www', '2001:db8::1');
    const ids = async (query: { name?: string; type?: string }) =>
      (await records(query)).map(({ type, name }) => `${type} ${name}`);
    expect(await ids({ type: 'A' })).toEqual(['A @', 'A www']);
    expect(await ids({ name: 'www.example.com' })).toEqual(['A www', 'AAAA www']);
    expect(await ids({ name: 'example.com', type: 'A' })).toEqual(['A @']);
    expect(await ids({ name: 'www' })).toEqual([]);
  });

  test.each([
    ['A', 'www', '2001:db8::1', {}, 'IPv4'],
    ['AAAA', 'www', '203.0.113.1', {}, 'IPv6'],
    ['CNAME', 'www', 'example.net', {}, 'Data needs to end with a dot (.)'],
    ['CAA', '@', 'letsencrypt.org', { flags: 0, tag: 'issue' }, 'Data needs to end with a dot (.)'],
    ['CAA', '@', 'letsencrypt.org.', { flags: 300 }, 'between 0 and 255, Tag must be issue'],
    ['MX', '@', 'mail.example.net.', {}, 'Priority is not a number'],
    ['TXT', '@', '', {}, "Data can't be blank"],
    ['A', 'www', '203.0.113.1', { ttl: 5 }, 'TTL'],
    ['A', 'no good', '203.0.113.1', {}, 'Name'],
    ['SPF', '@', 'x', {}, 'Type'],
    ['CNAME', '@', 'example.net.', {}, 'CNAME records cannot share a name'],
  ])('%s %s %s %j is 422: %s', async (type, name, data, more, complaint) => {
    const { add, records } = await startZone();
    const answer = await refusal(add(type, name, data, more));
    expect(answer.status).toBe(422);
    expect(answer.data.message).toContain(complaint);
    expect(await records()).toHaveLength(4);
  });

  test('conflict with a CNAME, whichever exists first', async () => {
    const { add } = await startZone();
    await add('CNAME', 'blog', 'example.net.');
    expect((await refusal(add('A', 'blog', '203.0.113.1'))).status).toBe(422);
    expect((await refusal(add('CNAME', 'blog', 'example.org.'))).status).toBe(422);
  });

  test('with the same name and type share the last given TTL', async () => {
    const { add, records } = await startZone();
    await add('A', 'www', '203.0.113.10', { ttl: 300 });
    await add('A', 'www', '203.0.113.11', { ttl: 60 });
    expect((await records({ type: 'A' })).map(({ ttl }) => ttl)).toEqual([60, 60]);
  });

  test('change by PUT and by PATCH, and keep fields that are not given', async () => {
    const { add, dots, api, account, ports, idle } = await startZone();
    const { id: domain_record_id } = await add('A', 'www', '203.0.113.10', { ttl: 300 });
    const put = await dots.domain.updateDomainRecord({
      domain_name,
      domain_record_id,
      type: 'A',
      data: '203.0.113.11',
    });
    expect(put.data.domain_record).toMatchObject({ name: 'www', data: '203.0.113.11', ttl: 300 });
    const headers = { authorization: `Bearer ${WRITER}` };
    const target = `/v2/domains/${domain_name}/records/${domain_record_id}`;
    const patch = await api.inject({ method: 'PATCH', url: target, headers, payload: { ttl: 60 } });
    expect(patch.json().domain_record).toMatchObject({ data: '203.0.113.11', ttl: 60 });
    await idle();
    expect(ports.zones.get(domain_name)).toContainEqual({
      type: 'A',
      name: 'www',
      data: '203.0.113.11',
      ttl: 60,
    });
    expect(account.data.domains[0]?.records).toHaveLength(5);
  });

  test('with a host name need it again in an update, because it is stored without its dot', async () => {
    const { add, dots } = await startZone();
    const { id: domain_record_id } = await add('CNAME', 'blog', 'example.net.');
    const update = { domain_name, domain_record_id, type: 'CNAME', ttl: 60 };
    expect((await refusal(dots.domain.updateDomainRecord(update))).data.message).toBe(
      'Data needs to end with a dot (.)',
    );
    await dots.domain.updateDomainRecord({ ...update, data: 'example.net.' });
  });

  test('are deleted one by one, except for the SOA', async () => {
    const { add, dots, records } = await startZone();
    const { id } = await add('A', 'www', '203.0.113.10');
    const remove = (domain_record_id: number) =>
      dots.domain.deleteDomainRecord({ domain_name, domain_record_id });
    expect((await remove(id)).status).toBe(204);
    expect((await refusal(remove(id))).status).toBe(404);
    const [soa] = await records({ type: 'SOA' });
    expect((await refusal(remove(soa?.id ?? 0))).status).toBe(422);
  });
});
