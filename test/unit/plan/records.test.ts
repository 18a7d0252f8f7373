import { describe, expect, it } from 'vitest';
import { addressOf, type Observed, type ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { RecordSpec } from '../../../actions/src/cloud/specs.ts';
import { actions, EMPTY_CLOUD, EXAMPLE, host, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const ipv4Of = (name: string) => built.droplets.find(({ spec }) => spec.name === name)?.ipv4 ?? '';
const isOf = (name: string, address: string) =>
  built.droplets.some(({ spec, ipv4, ipv6 }) => spec.name === name && [ipv4, ipv6].includes(address));

let lastId = 9000;
const record = (type: RecordSpec['type'], name: string, value: string, ttl = 300): Observed<'record'> => {
  lastId += 1;
  const spec = { type, name, value, ttl };
  return { type: 'record', id: String(lastId), spec };
};
const withRecords = (...more: Observed<'record'>[]): ObservedCloud => ({
  ...built,
  records: [...built.records, ...more],
});
const unmarked = (cloud: ObservedCloud): ObservedCloud => ({
  ...cloud,
  records: cloud.records.filter(({ spec }) => spec.type !== 'TXT'),
});
const changed = (
  pick: (spec: RecordSpec) => boolean,
  change: (spec: RecordSpec) => Partial<RecordSpec>,
): ObservedCloud => ({
  ...built,
  records: built.records.map((found) =>
    pick(found.spec) ? { ...found, spec: { ...found.spec, ...change(found.spec) } } : found,
  ),
});

describe('records on our names', () => {
  it.each<[string, ObservedCloud, string[]]>([
    ['all exist', built, []],
    [
      'one is missing',
      {
        ...built,
        records: built.records.filter(
          ({ spec: { name, value } }) => name !== 'www.test.example.com' || !isOf('host-02', value),
        ),
      },
      [
        'create record/A www.test.example.com -> host-02',
        'create record/AAAA www.test.example.com -> host-02',
      ],
    ],
    [
      "a droplet's address of another time",
      changed(
        ({ type, value }) => type === 'A' && value === ipv4Of('host-03'),
        () => ({ value: '192.0.2.250' }),
      ),
      [
        'update record/A host-03.test.example.com -> host-03',
        'update record/A test.example.com -> host-03',
        'update record/A www.test.example.com -> host-03',
      ],
    ],
    [
      'another TTL',
      changed(
        ({ type }) => type === 'CAA',
        () => ({ ttl: 1800 }),
      ),
      ['update record/CAA test.example.com letsencrypt.org'],
    ],
    [
      'a stale address next to ours',
      withRecords(record('A', 'test.example.com', '192.0.2.251')),
      ['delete record/A test.example.com = 192.0.2.251'],
    ],
    [
      'a duplicate',
      withRecords(record('A', 'test.example.com', ipv4Of('host-01'))),
      ['delete record/A test.example.com -> host-01'],
    ],
    [
      'the primary among the web hosts',
      withRecords(record('A', 'test.example.com', ipv4Of('sql'))),
      ['delete record/A test.example.com -> sql'],
    ],
    [
      'an authority that is not declared',
      withRecords(record('CAA', 'test.example.com', '0 issue "other.example"')),
      ['delete record/CAA test.example.com = 0 issue "other.example"'],
    ],
    [
      'records of other owners',
      withRecords(
        record('A', 'blog.test.example.com', '192.0.2.252'),
        record('A', 'example.com', '192.0.2.252'),
        record('TXT', 'test.example.com', 'v=spf1 -all'),
        record('CAA', 'test.example.com', '0 iodef "mailto:a@example.com"'),
        record('CAA', 'example.com', '0 issue "other.example"'),
      ),
      [],
    ],
  ])('%s', (_, cloud, expected) => {
    const result = plan(EXAMPLE, cloud);
    expect(actions(result)).toEqual(expected);
    expect(result.refusals).toEqual([]);
  });
});

describe('records that conflict with ours', () => {
  const foreign = (type: string, name: string, value: string): ObservedCloud => ({
    ...built,
    foreign: [{ type, name, value }],
  });
  it.each<[string, ObservedCloud, RegExp[]]>([
    [
      'an address of another owner',
      unmarked(withRecords(record('A', 'test.example.com', '198.51.100.9'))),
      [
        /^test\.example\.com already has the record A 198\.51\.100\.9, which does not belong to cluster example\..*plan again\. Or take it over: .*tick "adopt"/,
      ],
    ],
    [
      'a host name of another owner',
      unmarked({
        ...built,
        records: [record('A', 'host-02.test.example.com', '198.51.100.9')],
      }),
      [/or rename host host-02;/],
    ],
    [
      "another authority's CAA",
      unmarked(withRecords(record('CAA', 'test.example.com', '0 issue "other.example"'))),
      [/or add its authority to the declaration/],
    ],
    [
      "another cluster's mark",
      unmarked(built).records.length > 0
        ? { ...unmarked(built), records: [record('TXT', '_flotilla.test.example.com', 'cluster:other')] }
        : built,
      [/has a TXT record "cluster:other": test\.example\.com belongs to that cluster, not to example/],
    ],
    [
      'an alias',
      foreign('CNAME', 'www.test.example.com', 'elsewhere.example'),
      [/already has the record CNAME elsewhere/],
    ],
    [
      'a delegation',
      foreign('NS', 'test.example.com', 'ns.elsewhere.example'),
      [/already has the record NS ns\.elsewhere/],
    ],
    [
      'an alias at the name of the certificate challenge',
      foreign('CNAME', '_acme-challenge.www.test.example.com', 'validate.elsewhere.example'),
      [
        /_acme-challenge\.www\.test\.example\.com has the record CNAME .* every renewal fails\. Delete the CNAME/,
      ],
    ],
    [
      'a delegation of that name',
      foreign('NS', '_acme-challenge.test.example.com', 'ns.elsewhere.example'),
      [/has the record NS ns\.elsewhere\.example, so the certificate authority queries another zone/],
    ],
    [
      'a challenge for another name',
      foreign('CNAME', '_acme-challenge.blog.test.example.com', 'x.example'),
      [],
    ],
    ['mail', foreign('MX', 'test.example.com', 'mail.example.com'), []],
    ["the zone's own name servers", foreign('NS', 'example.com', 'ns1.digitalocean.com'), []],
    ['an alias at another name', foreign('CNAME', 'blog.test.example.com', 'elsewhere.example'), []],
  ])('%s', (_, cloud, expected) => {
    const { refusals, cloud: changes } = plan(EXAMPLE, cloud);
    expect(refusals).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(refusals[index]).toMatch(pattern);
    expect(changes.filter(({ action }) => action === 'delete' || action === 'replace')).toEqual([]);
  });

  it('does not refuse records that a killed first run created before its mark', () => {
    const result = plan(EXAMPLE, unmarked(built));
    expect(actions(result)).toEqual(['create record/TXT _flotilla.test.example.com']);
    expect(result.refusals).toEqual([]);
  });

  it('covers the apex of a zone too', () => {
    const apex = { ...EXAMPLE, domain: 'example.com' };
    const cloud = {
      ...EMPTY_CLOUD,
      foreign: [{ type: 'NS', name: 'example.com', value: 'ns1.digitalocean.com' }],
    };
    expect(plan(apex, cloud).refusals).toEqual([]);
  });
});

it('deletes the records of a removed host, and those of its own name together with the droplet', () => {
  const without = { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) };
  const waves = plan(without, built).cloud.map(
    ({ wave, action, subject }) => `${wave}: ${action} ${addressOf(subject)}`,
  );
  expect(waves).toEqual([
    'rotation: delete record/A test.example.com -> host-03',
    'rotation: delete record/A www.test.example.com -> host-03',
    'rotation: delete record/AAAA test.example.com -> host-03',
    'rotation: delete record/AAAA www.test.example.com -> host-03',
    'retire: delete record/A host-03.test.example.com -> host-03',
    'retire: delete record/AAAA host-03.test.example.com -> host-03',
    'retire: delete droplet/host-03',
  ]);
});

it('does not reuse the record of a removed host for a new one', () => {
  const exchanged = { ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-04', 'fra1')] };
  const rotation = plan(exchanged, built).cloud.filter(({ wave }) => wave === 'rotation');
  expect(rotation.map(({ action }) => action)).toEqual([
    ...Array(4).fill('create'),
    ...Array(4).fill('delete'),
  ]);
});
