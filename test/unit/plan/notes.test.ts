import { expect, it } from 'vitest';
import { notesOn } from '../../../actions/src/plan/notes.ts';
import { facts } from '../hosts/literals.ts';
import { EXAMPLE } from './example.ts';

const NONE = { ...EXAMPLE, web: [] };

it('names the hosts with wrong clocks', () => {
  expect(notesOn(NONE, {}, { sql: 9, 'host-01': 94.4, 'host-02': -3600 })).toEqual([
    "host-01's clock is more than 10 s ahead, which affects certificates and logs. See `timedatectl timesync-status` there.",
    "host-02's clock is more than 10 s behind, which affects certificates and logs. See `timedatectl timesync-status` there.",
  ]);
});

it('names the run that is changing a host now', () => {
  const converging = 'process 42, from 192.0.2.7, since 12:00:00 UTC';
  expect(notesOn(NONE, { sql: facts({}), 'host-01': facts({}, { converging }) })).toEqual([
    `host-01 is being changed right now (${converging}), so this plan may be out of date.`,
  ]);
});

it('names the checks that a busy host did not end, and no others', () => {
  const commands = { 'wordpress/site': null, 'vpn/key': true };
  expect(notesOn(NONE, { 'host-01': facts({}, { commands }) })).toEqual([
    'host-01 did not end wordpress/site within 30 s, which this plan therefore leaves out. It is busy: plan again later.',
  ]);
});

const withDisk = (freeMiB: number) =>
  notesOn(NONE, { sql: facts(null, { disk: { freeMiB, totalMiB: 25_000 } }) });

it('warns of a disk that is nearly full, with the same text in every observation', () => {
  expect(withDisk(812).join()).toContain('sql has less than 10 % of its disk left');
  expect(withDisk(640)).toEqual(withDisk(812));
  expect(withDisk(2500).join()).not.toContain('disk');
});
