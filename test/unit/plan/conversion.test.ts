import { describe, expect, it } from 'vitest';
import type { ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { CONVERT_TABLES, WP_CONFIG } from '../../../actions/src/hosts/roles/shared.ts';
import { shapeOf } from '../../../actions/src/plan/conversion.ts';
import { founderOf } from '../../../actions/src/plan/policy/members.ts';
import { topologyRefusals } from '../../../actions/src/plan/topology.ts';
import { facts } from '../hosts/literals.ts';
import { clustered, declaration, rolesOn } from '../roles/cluster.ts';

type Shape = Pick<Declaration['database'], 'topology' | 'beside'>;

/** Every shape of the way, as actions/README.md lists them. */
const LINE: readonly Shape[] = [
  { topology: 'single' },
  { topology: 'single', beside: 'mesh' },
  { topology: 'single', beside: 'cluster' },
  { topology: 'cluster', beside: 'single' },
  { topology: 'cluster' },
];
const HOSTS = ['sql', 'host-01', 'host-02'] as const;
const { members } = clustered.database;

const entryOf = ({ files }: RoleDesired) => ({
  ...emptyEntry,
  files: Object.fromEntries(
    files.map(({ path, content }) => [path, { template: '', content: '', text: content }]),
  ),
});

/** Facts of a host that was converged with a shape. */
function inShape(name: string, shape: Shape): Facts {
  const database = { ...declaration.database, members, ...shape };
  const roles = rolesOn(name, { ...declaration, database });
  const entries = roles.map((role) => [role.role, entryOf(role)]);
  return facts(null, { manifest: { version: 1, roles: Object.fromEntries(entries) } });
}

const known = (positions: readonly number[]): Record<string, Facts> =>
  Object.fromEntries(
    HOSTS.map((name, index) => [name, inShape(name, LINE[positions[index] ?? 0] ?? { topology: 'single' })]),
  );

const next = (declared: Declaration, hosts: Record<string, Facts>): Shape => {
  const { topology, beside } = shapeOf(declared, hosts).database;
  return beside ? { topology, beside } : { topology };
};

/** Every way in which three hosts can be in the shapes `from` and `from + 1`, but for all in the second. */
const between = (from: number): number[][] =>
  [...Array(7).keys()].map((mask) => HOSTS.map((_, index) => from + ((mask >> index) & 1)));

const STEPS = [0, 1, 2, 3];

describe('a running site that changes its topology', () => {
  it.each(STEPS.flatMap(between).map((positions) => [positions]))(
    'goes on to the next shape from %j, and back to the one before',
    (positions) => {
      // The primary is the same in the two shapes in the middle.
      const [sql = 0, ...web] = positions;
      const isAhead = (position: number) => [2, 3].includes(sql) && [2, 3].includes(position);
      const lowest = Math.min(...web, ...(web.some(isAhead) ? [] : [sql]));
      // A primary that left the others: their copies are old.
      const isLeft = sql === 1 && web.includes(2);
      expect(next(clustered, known(positions))).toEqual(LINE[isLeft ? 1 : lowest + 1]);
      const highest = Math.max(...web, ...(web.some(isAhead) ? [] : [sql]));
      expect(next(declaration, known(positions))).toEqual(LINE[Math.max(0, highest - 1)]);
    },
  );

  it('has the members of the cluster that it leaves, which the declaration does not name any more', () => {
    expect(shapeOf(declaration, known([4, 4, 4])).database.members).toEqual(members);
  });

  it.each([
    ['its uploads', 2, 'sync', 'host-02/sync/command/same uploads'],
    // The database restarts in the shape after this one.
    ['that requests wait for the database', 1, 'wordpress', `host-02/wordpress/file${WP_CONFIG}`],
    ['its tables', 1, 'database', `host-02/database/command/${CONVERT_TABLES}`],
  ] as const)('stays where a host did not finish: %s', (_, position, role, address) => {
    const hosts = known([position, position, position]);
    const roles = hosts['host-02']?.manifest?.roles ?? {};
    const unfinished = { ...emptyEntry, ...roles[role], unfinished: [address] };
    const half = facts(null, { manifest: { version: 1, roles: { ...roles, [role]: unfinished } } });
    expect(next(clustered, { ...hosts, 'host-02': half })).toEqual(LINE[position]);
  });

  it('stays in its shape until a host that holds the database replicates its uploads too', () => {
    const hosts = known([2, 2, 2]);
    const roles = { ...hosts['host-02']?.manifest?.roles, sync: emptyEntry };
    const half = facts(null, { manifest: { version: 1, roles } });
    expect(next(clustered, { ...hosts, 'host-02': half })).toEqual(LINE[2]);
  });

  it.each([
    ['has no host yet', {}],
    ['was killed while it was set up', { sql: inShape('sql', { topology: 'cluster' }) }],
  ])('is not changed if a new cluster %s', (_, hosts) => {
    expect(shapeOf(clustered, hosts)).toBe(clustered);
  });

  it('has its database started by the primary alone, which holds all of it', () => {
    const hosts = { ...known([1, 1, 1]), 'host-01': facts(null, { galera: EARLIER }) };
    expect(founderOf({ declaration: clustered, facts: hosts, present: new Set(HOSTS) })).toBe('sql');
  });
});

/** What a host keeps of a cluster that it left. */
const EARLIER = {
  ...{ hasData: true, position: 7, isSafeToStart: false, state: null, size: null },
  uuid: '5f0c0000-0000-0000-0000-000000000001',
};

describe('a change of the topology', () => {
  const droplets = HOSTS.map((name) => ({ spec: { name } })) as unknown as ObservedDroplet[];

  it('is refused while a host does not answer', () => {
    const { 'host-01': _, ...rest } = known([0, 0, 0]);
    expect(topologyRefusals({ declaration: clustered, facts: rest, droplets })).toEqual([
      'The topology changes to `cluster` only while every host answers, and host-01 does not. Switch it on, or delete its droplet.',
    ]);
  });

  it('is refused together with a change of the names', () => {
    const passage = { from: ['old.example.com'], arrived: false, leaving: [], uncertified: [] };
    const observed = { declaration: clustered, facts: known([0, 0, 0]), droplets };
    expect(topologyRefusals(observed, passage)).toHaveLength(1);
  });
});
