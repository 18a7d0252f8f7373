import { expect, test } from 'vitest';
import type { HostDeclaration } from '../../../actions/src/declaration/declaration.ts';
import { membersOf } from '../../../actions/src/declaration/rules/members.ts';
import { webHost } from '../roles/cluster.ts';

const primary: HostDeclaration = { ...webHost('sql', '10.8.0.1'), kind: 'primary' };
/** Web hosts in these regions. */
const web = (...regions: string[]) =>
  regions.map((region, index) => ({ ...webHost(`host-${index + 1}`, `10.8.1.${index}`), region }));
const chosen = (...regions: string[]) =>
  membersOf({ topology: 'cluster', name: 'w', user: 'w' }, primary, web(...regions)).join(' ');

test.each([
  ['all hosts, up to five', ['nyc1', 'nyc1', 'sfo3', 'tor1'], 'sql host-1 host-2 host-3 host-4'],
  [
    'the primary and one web host of each region',
    ['nyc1', 'nyc1', 'nyc1', 'sfo3', 'sfo3'],
    'sql host-1 host-4',
  ],
  ['one more if that is an even number', ['a', 'a', 'b', 'b', 'c'], 'sql host-1 host-3 host-5 host-2'],
  ['one less if no web host is left', ['a', 'b', 'c', 'd', 'e'], 'sql host-1 host-2 host-3 host-4'],
  [
    'at most seven',
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    'sql host-1 host-2 host-3 host-4 host-5 host-6',
  ],
])('by default the members are %s', (_, regions, members) => {
  expect(chosen(...regions)).toBe(members);
});

test('a written choice is in the order of the hosts', () => {
  const written = ['host-3', 'sql', 'host-1'];
  expect(
    membersOf(
      { topology: 'cluster', name: 'w', user: 'w', members: written },
      primary,
      web('a', 'a', 'b', 'b'),
    ),
  ).toEqual(['sql', 'host-1', 'host-3']);
});
