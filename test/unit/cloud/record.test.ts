import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import { addressOf, type ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { RecordSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE, host } from '../plan/example.ts';

const SMALL = { ...EXAMPLE, web: [host('host-01', 'nyc1'), host('host-02', 'sfo3')] };

const droplet: ObservedDroplet = {
  type: 'droplet',
  id: '7',
  spec: { name: 'host-01', region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64', tags: [] },
  status: 'active',
  ipv4: '192.0.2.7',
  ipv6: '2001:db8::7',
};

it('the desired records are the mark, the CAA, every host name and the rotation', () => {
  const lines = KINDS.record
    .desired(SMALL, { droplets: [droplet] })
    .map((record) => `${addressOf(record)} = ${record.spec.value} (${record.spec.ttl})`);
  expect(lines).toEqual([
    'record/TXT _flotilla.test.example.com = cluster:example (300)',
    'record/CAA test.example.com letsencrypt.org = 0 issue "letsencrypt.org" (300)',
    'record/A sql.test.example.com -> sql = ⟦fact:sql/ipv4⟧ (300)',
    'record/AAAA sql.test.example.com -> sql = ⟦fact:sql/ipv6⟧ (300)',
    'record/A host-01.test.example.com -> host-01 = 192.0.2.7 (300)',
    'record/AAAA host-01.test.example.com -> host-01 = 2001:db8::7 (300)',
    'record/A host-02.test.example.com -> host-02 = ⟦fact:host-02/ipv4⟧ (300)',
    'record/AAAA host-02.test.example.com -> host-02 = ⟦fact:host-02/ipv6⟧ (300)',
    'record/A test.example.com -> host-01 = 192.0.2.7 (300)',
    'record/AAAA test.example.com -> host-01 = 2001:db8::7 (300)',
    'record/A test.example.com -> host-02 = ⟦fact:host-02/ipv4⟧ (300)',
    'record/AAAA test.example.com -> host-02 = ⟦fact:host-02/ipv6⟧ (300)',
    'record/A www.test.example.com -> host-01 = 192.0.2.7 (300)',
    'record/AAAA www.test.example.com -> host-01 = 2001:db8::7 (300)',
    'record/A www.test.example.com -> host-02 = ⟦fact:host-02/ipv4⟧ (300)',
    'record/AAAA www.test.example.com -> host-02 = ⟦fact:host-02/ipv6⟧ (300)',
  ]);
});

it('a record names the host that it points to', () => {
  const hostOf = (address: string) =>
    KINDS.record.desired(SMALL, { droplets: [] }).find((record) => addressOf(record) === address)?.host;
  expect(hostOf('record/A test.example.com -> host-02')).toBe('host-02');
  expect(hostOf('record/CAA test.example.com letsencrypt.org')).toBeUndefined();
});

describe('comparing records', () => {
  const desired: RecordSpec = { type: 'A', name: 'test.example.com', value: '192.0.2.7', ttl: 300 };
  const unknown = { ...desired, value: '⟦fact:host-01/ipv4⟧' };
  it.each<[string, RecordSpec, Partial<RecordSpec>, object[]]>([
    ['the same', desired, {}, []],
    [
      'another value',
      desired,
      { value: '192.0.2.8' },
      [{ key: 'value', label: 'value', before: '192.0.2.8', after: '192.0.2.7' }],
    ],
    ['another TTL', desired, { ttl: 1800 }, [{ key: 'ttl', label: 'ttl', before: '1800 s', after: '300 s' }]],
    [
      'a value that is not known yet',
      unknown,
      { value: '192.0.2.8' },
      [{ key: 'value', label: 'value', before: '192.0.2.8', after: '(known after create)' }],
    ],
  ])('%s', (_, wanted, change, fields) => {
    const observed = {
      type: 'record',
      id: '1',
      spec: { ...desired, ...change },
    } as const;
    expect(KINDS.record.compare(wanted, observed)).toEqual({ fields, replaces: false });
  });
});
