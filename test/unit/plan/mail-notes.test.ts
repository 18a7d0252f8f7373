import { expect, it } from 'vitest';
import { mailNotes } from '../../../actions/src/plan/notes.ts';
import { RELAYED } from '../declaration/declared.ts';

it('a plan says that mail goes nowhere, and has no note if there is a relay', () => {
  expect(mailNotes({})).toEqual([expect.stringContaining('Mail goes nowhere')]);
  expect(mailNotes({ mail: RELAYED })).toEqual([]);
});

it('a plan warns of ports that DigitalOcean often blocks', () =>
  expect(mailNotes({ mail: { ...RELAYED, port: 587 } })).toEqual([expect.stringContaining('port 587')]));
