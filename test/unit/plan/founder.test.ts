import { expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { founderOf } from '../../../actions/src/plan/policy/members.ts';
import { clustered, declaration } from '../roles/cluster.ts';

const galera = (hasData: boolean) =>
  ({ galera: { hasData, position: null, isSafeToStart: false, state: null, size: null } }) as Facts;
const [NEW, EMPTY, FULL] = [{ galera: null } as Facts, galera(false), galera(true)];
const ALL = ['sql', 'host-01', 'host-02'];

it.each<[string, Record<string, Facts | undefined>, readonly string[], string | undefined]>([
  ['no host exists yet', {}, [], 'sql'],
  ['no member ever had a database', { sql: NEW, 'host-01': NEW, 'host-02': EMPTY }, ALL, 'sql'],
  ['a member has one', { sql: NEW, 'host-01': FULL, 'host-02': NEW }, ALL, undefined],
  ['the first one has one', { sql: FULL, 'host-01': NEW, 'host-02': NEW }, ALL, undefined],
  ['a member that does not answer may have one', { sql: NEW, 'host-01': NEW }, ALL, undefined],
  ['a member has no droplet', { sql: NEW, 'host-01': NEW }, ['sql', 'host-01'], 'sql'],
])('who starts a new database if %s', (_, facts, present, founder) => {
  expect(founderOf({ declaration: clustered, facts, present: new Set(present) })).toBe(founder);
});

it('no host starts one if the database is on the primary alone', () => {
  expect(founderOf({ declaration, facts: {}, present: new Set() })).toBeUndefined();
});
