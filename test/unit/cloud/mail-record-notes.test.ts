import { expect, it } from 'vitest';
import { mailRecordNotes } from '../../../actions/src/cloud/record/notes.ts';
import type { Observed } from '../../../actions/src/cloud/resource.ts';
import { DECLARED, RELAYED } from '../declaration/declared.ts';

const txt = (name: string, value: string): Observed<'record'> => ({
  type: 'record',
  id: value,
  spec: { type: 'TXT', name, value, ttl: 60 },
});
const SPF = txt('example.com', 'v=spf1 include:relay.example.net ~all');
const DMARC = txt('_dmarc.example.com', 'v=DMARC1; p=none');
const notes = (records: readonly Observed<'record'>[], from = RELAYED.from) =>
  mailRecordNotes({ ...DECLARED, mail: { ...RELAYED, from } }, records);

it('says nothing about a zone that has both records', () =>
  expect(notes([SPF, DMARC, txt('example.com', 'site-verification=1')])).toEqual([]));

it.each([
  ['SPF', [DMARC]],
  ['DMARC', [SPF]],
  ['SPF and no DMARC', []],
])('names a zone without %s', (missing, records) =>
  expect(notes(records)).toEqual([expect.stringContaining(`has no ${missing} record`)]),
);

it('reports two SPF records at one name as an error', () =>
  expect(notes([SPF, DMARC, txt('example.com', 'v=spf1 -all')])).toEqual([
    expect.stringContaining('example.com has 2 SPF records'),
  ]));

it('a sender in a subdomain uses the zone’s DMARC and its own SPF', () => {
  expect(notes([SPF, DMARC], 'a@mail.example.com')).toEqual([expect.stringContaining('has no SPF record')]);
  expect(notes([txt('mail.example.com', 'v=spf1 -all'), DMARC], 'a@mail.example.com')).toEqual([]);
});

it('a sender in another zone is not checked', () => expect(notes([], 'a@elsewhere.org')).toEqual([]));

it('a record that this plan creates is not missing', () => {
  const spf = { type: 'TXT', name: 'example.com', value: 'v=spf1 -all' } as const;
  const dmarc = { type: 'TXT', name: '_dmarc.example.com', value: 'v=DMARC1; p=none' } as const;
  expect(mailRecordNotes({ ...DECLARED, mail: { ...RELAYED, records: [spf, dmarc] } }, [])).toEqual([]);
});
