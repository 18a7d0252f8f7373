import { expect, it } from 'vitest';
import { notesOn } from '../../../actions/src/plan/notes.ts';
import { facts } from '../hosts/literals.ts';
import { EXAMPLE } from './example.ts';

const withDisk = (freeMiB: number) =>
  notesOn(EXAMPLE, { sql: facts(null, { disk: { freeMiB, totalMiB: 25_000 } }) });

it('warns of a disk that is nearly full, in the same words at every look', () => {
  expect(withDisk(812).join()).toContain('sql has less than 1 GiB of disk left');
  expect(withDisk(640)).toEqual(withDisk(812));
  expect(withDisk(2000).join()).not.toContain('disk');
});
