import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { recoveryOf } from '../../../actions/src/plan/policy/recovery.ts';
import { clustered, declaration } from '../roles/cluster.ts';
import { factsOf } from './galera-model.ts';

const [A, B] = ['7c1b4a52-cb6d-11f0-8a5e-0a1b2c3d4e5f', '91d0e1aa-cb6d-11f0-8a5e-0a1b2c3d4e5f'];
const down = (position: number | null, uuid: string | null = A) => factsOf({ position, uuid });
const EMPTY = factsOf({ hasData: false, uuid: null });
const AWAY = undefined;

type Known = readonly [sql: Facts | undefined, first: Facts | undefined, second: Facts | undefined];
const recovery = ([sql, first, second]: Known, chosen?: string, of = clustered) =>
  recoveryOf({ declaration: of, facts: { sql, 'host-01': first, 'host-02': second } }, chosen);

describe('a database that is down on all members', () => {
  it.each<[string, Known, string]>([
    // KubeBlocks #2996 started from the member at 7.
    ['the highest of 7, 8 and 9', [down(7), down(8), down(9)], 'host-02'],
    ['the highest, in any order', [down(8), down(9), down(7)], 'host-01'],
    ['the first of those that are equal', [down(9), down(7), down(9)], 'sql'],
    ['a number is no text', [down(9), down(10), down(7)], 'host-01'],
    ['the first change of all', [down(0), down(0), down(0)], 'sql'],
    [
      'a member that runs without a majority',
      [down(7), factsOf({ ...down(9).galera, state: 'Initialized' }), down(8)],
      'host-01',
    ],
  ])('starts from %s', (_, known, member) => {
    expect(recovery(known)).toMatchObject({ kind: 'start', member });
  });

  it.each<[string, Known, RegExp]>([
    [
      'a member does not answer',
      [down(7), down(8), AWAY],
      /host-02 may have .* sql has change 7 of 7c1b4a52; .* host-02 does not answer/,
    ],
    ['a member does not know what it has', [down(7), down(null), down(9)], /host-01 has an unknown change/],
    ['a member has an empty disk', [EMPTY, down(8), down(9)], /sql may have .* sql has no database/],
    [
      'a member reports no database that it belongs to',
      [down(7), down(8), down(9, null)],
      /host-02 may have/,
    ],
    [
      'members come from different databases',
      [down(7), down(8), down(9, B)],
      /different databases, .* change 9 of 91d0e1aa/,
    ],
  ])('waits for a decision if %s', (_, known, why) => {
    expect(recovery(known)).toMatchObject({ kind: 'ask', why: expect.stringMatching(why) });
    expect(recovery(known)).toMatchObject({ why: expect.stringContaining('--recover-from HOST') });
  });

  it('starts from the member that a person chose, also if another one is ahead', () => {
    expect(recovery([down(7), down(9), AWAY], 'sql')).toMatchObject({ kind: 'start', member: 'sql' });
    expect(recovery([down(7), down(9, B), AWAY], 'host-01')).toMatchObject({ member: 'host-01' });
  });

  it.each(['host-02', 'host-07'])('does not start from %s, which has nothing', (chosen) => {
    expect(recovery([down(7), down(8), AWAY], chosen)).toMatchObject({
      kind: 'ask',
      why: expect.stringContaining(`${chosen}, named by \`recover-from\`, is no member that answers`),
    });
  });
});

it.each<[string, Known]>([
  ['a member is in a majority', [factsOf({ state: 'Synced', size: 2 }), AWAY, down(9)]],
  ['a member of the majority is behind', [factsOf({ state: 'Joined', size: 2 }), AWAY, AWAY]],
  ['no member ever had a database', [EMPTY, { galera: null } as Facts, EMPTY]],
  ['no member answers', [AWAY, AWAY, AWAY]],
])('a database is left alone if %s, whatever a person chose', (_, known) => {
  expect(recovery(known)).toEqual({ kind: 'none' });
  expect(recovery(known, 'host-02')).toEqual({ kind: 'none' });
});

it('a database on the primary alone is left alone', () => {
  expect(recovery([down(7), down(8), down(9)], 'sql', declaration)).toEqual({ kind: 'none' });
});
