import { describe, expect, it } from 'vitest';
import { matchMailRecords } from '../../../actions/src/cloud/record/mail.ts';
import type { Observed, ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { MailRecord } from '../../../actions/src/declaration/declaration.ts';
import { DECLARED, RELAYED } from '../declaration/declared.ts';
import { EMPTY_CLOUD } from '../plan/example.ts';

const SPF: MailRecord = { type: 'TXT', name: 'example.com', value: 'v=spf1 include:relay.example.net ~all' };
const DKIM: MailRecord = { type: 'CNAME', name: 's1._domainkey.example.com', value: 's1.relay.example.net' };

const there = ({ type, name, value }: MailRecord): Observed<'record'> => ({
  type: 'record',
  id: value,
  spec: { type, name, value, ttl: 3600 },
});
const cloudWith = (...records: MailRecord[]): ObservedCloud => ({
  ...EMPTY_CLOUD,
  records: records.map(there),
});
const match = (cloud: ObservedCloud, ...records: MailRecord[]) =>
  matchMailRecords({ ...DECLARED, mail: { ...RELAYED, records } }, cloud);

describe('a declared mail record', () => {
  it('is created if it is missing, next to other owners’ TXT records', () => {
    const { pairs, clashes } = match(cloudWith({ ...SPF, value: 'site-verification=1' }), SPF, DKIM);
    expect(pairs.map(({ desired, observed }) => [desired.name, observed])).toEqual([
      ['TXT example.com (SPF)', undefined],
      ['CNAME s1._domainkey.example.com (DKIM)', undefined],
    ]);
    expect(clashes).toEqual([]);
  });

  it('is named after its policy, which for a CNAME follows from its name', () => {
    const to = (name: string): MailRecord => ({ type: 'CNAME', name, value: 'm.relay.example.net' });
    const { pairs } = match(cloudWith(), to('_dmarc.example.com'), to('bounces.example.com'));
    expect(pairs.map(({ desired }) => desired.name)).toEqual([
      'CNAME _dmarc.example.com (DMARC)',
      'CNAME bounces.example.com (m.relay.example.net)',
    ]);
  });

  it('that exists keeps its TTL', () => {
    const [pair] = match(cloudWith(SPF), SPF).pairs;
    expect(pair?.observed?.id).toBe(SPF.value);
    expect(pair?.desired.spec.ttl).toBe(3600);
  });

  it('is refused next to another policy, which stays', () => {
    const { pairs, surplus, clashes } = match(cloudWith({ ...SPF, value: 'v=spf1 -all' }), SPF);
    expect(clashes).toEqual([
      'example.com has the record TXT "v=spf1 -all", next to which the declared TXT "v=spf1 include:relay.example.net ~all" cannot stand. ' +
        "Declare the existing record under `mail.records`, with the relay's part added, or delete it in zone example.com; then plan again.",
    ]);
    expect([pairs[0]?.observed, surplus]).toEqual([undefined, []]);
  });

  it('is refused as a CNAME next to any other record', () =>
    expect(match(cloudWith({ ...DKIM, type: 'TXT', value: 'v=DKIM1; p=abc' }), DKIM).clashes).toHaveLength(
      1,
    ));

  it('that is no longer declared stays in the zone', () =>
    expect(match(cloudWith(SPF, DKIM))).toEqual({ pairs: [], surplus: [], clashes: [] }));
});
