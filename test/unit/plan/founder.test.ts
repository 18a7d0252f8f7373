import { expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { founderOf } from '../../../actions/src/plan/policy/members.ts';
import { clustered, declaration } from '../roles/cluster.ts';

const galera = (hasData: boolean) =>
  ({ galera: { hasData, position: null, isSafeToStart: false, state: null, size: null } }) as Facts;
const [NEW, EMPTY, FULL] = [{ galera: null } as Facts, galera(false), galera(true)];
/** A new host that made its keys, with a part of every role. */
const PREPARED = {
  galera: null,
  manifest: {
    version: 1,
    roles: { mesh: emptyEntry, database: { ...emptyEntry, packages: ['mariadb-server'] } },
  },
} as unknown as Facts;
const WORKING = { galera: { ...galera(true).galera, state: 'Synced', size: 2 } } as Facts;
const ALL = ['sql', 'host-01', 'host-02'];

it.each<[string, Record<string, Facts | undefined>, readonly string[], string | undefined]>([
  ['no host exists yet', {}, [], 'sql'],
  ['no member ever had a database', { sql: NEW, 'host-01': NEW, 'host-02': EMPTY }, ALL, 'sql'],
  ['a member has one', { sql: NEW, 'host-01': FULL, 'host-02': NEW }, ALL, undefined],
  ['the first one has one', { sql: FULL, 'host-01': NEW, 'host-02': NEW }, ALL, undefined],
  ['a member that does not answer may have one', { sql: NEW, 'host-01': NEW }, ALL, undefined],
  [
    'a new primary is prepared for the others',
    { sql: PREPARED, 'host-01': WORKING, 'host-02': WORKING },
    ALL,
    undefined,
  ],
  [
    'a new primary is prepared and the others are down',
    { sql: PREPARED, 'host-01': FULL, 'host-02': FULL },
    ALL,
    undefined,
  ],
  ['a member has no droplet', { sql: NEW, 'host-01': NEW }, ['sql', 'host-01'], 'sql'],
])('who starts a new database if %s', (_, facts, present, founder) => {
  expect(founderOf({ declaration: clustered, facts, present: new Set(present) })).toBe(founder);
});

it('no host starts one if the database is on the primary alone', () => {
  expect(founderOf({ declaration, facts: {}, present: new Set() })).toBeUndefined();
});
