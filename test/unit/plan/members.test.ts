import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { joinsDatabase, reasonToWait } from '../../../actions/src/plan/policy/members.ts';
import { EXAMPLE } from './example.ts';
import { factsOf, Group, type MemberState } from './galera-model.ts';

const NAMES = ['sql', 'host-01', 'host-02', 'host-03', 'host-04', 'host-05', 'host-06'];

const clusterOf = (members: readonly string[]): Declaration => ({
  ...EXAMPLE,
  database: { ...EXAMPLE.database, topology: 'cluster', members },
});

/** The weights with which the members of a cluster of this size run, see `roles/database/galera.ts`. */
const weightsOf = (names: readonly string[]) =>
  new Map(names.map((name, place) => [name, place === 0 && names.length % 2 === 0 ? 2 : 1]));

/** Asks the policy with what the members report. Hosts in `silent` do not answer. */
function reason(group: Group, name: string, silent: readonly string[] = []): string | undefined {
  const declaration = clusterOf(group.declared);
  const facts = Object.fromEntries(Object.entries(group.facts()).filter(([host]) => !silent.includes(host)));
  return reasonToWait({ declaration, facts, present: new Set(group.states.keys()) }, name);
}

const joining = (group: Group, except: string): string[] =>
  group.members.filter((name) => name !== except && group.states.get(name) === 'joining');

/** Whether a step leaves a majority although the host never comes back: after a synced member, even if those that join fail too. */
const survives = (group: Group, name: string): boolean => {
  const rest = group.leave(name);
  const failing = group.states.get(name) === 'synced' ? joining(group, name) : [];
  return !group.members.includes(name) || rest?.crash(...failing) !== undefined;
};

/** Members except the first are alike, so one order of them stands for all. */
const keyOf = ({ states }: Group): string => {
  const [first, ...rest] = states.values();
  return [first, ...rest.sort()].join();
};

function* steps(group: Group): Generator<{ readonly what: string; readonly next: Group | undefined }> {
  for (const [name, state] of group.states) {
    const may = state !== 'gone' && reason(group, name) === undefined;
    if (may && group.members.includes(name)) {
      yield { what: `change ${name}`, next: survives(group, name) ? group.leave(name) : undefined };
      const isRemovable = name !== NAMES[0] && group.declared.length > 1;
      if (isRemovable) yield { what: `remove ${name}`, next: group.leave(name, 'gone') };
    }
    if (state === 'down') yield { what: `start ${name}`, next: group.with(name, 'joining') };
    if (state === 'joining') yield { what: `sync ${name}`, next: group.with(name, 'synced') };
    // What happens by itself may cost the majority. That is not our doing, and no case to continue from.
    const crashed = state === 'gone' ? undefined : group.crash(name);
    if (crashed) yield { what: `crash ${name}`, next: crashed };
  }
}

describe('a member changes only if the others go on without it', () => {
  it.each([2, 3, 4, 5, 6, 7])('in any order of changes, removals and crashes of %i members', (count) => {
    const names = NAMES.slice(0, count);
    const start = new Group(new Map(names.map((name) => [name, 'synced'])), weightsOf(names));
    const seen = new Set([keyOf(start)]);
    const open = [start];
    for (let group = open.pop(); group; group = open.pop()) {
      const isAlone = group.declared.length === 1;
      for (const { what, next } of steps(group)) {
        if (!isAlone) expect(next, `${what} of ${[...group.states]}`).toBeDefined();
        if (!next || seen.has(keyOf(next))) continue;
        seen.add(keyOf(next));
        open.push(next);
      }
    }
    expect(seen.size).toBeGreaterThan(count);
  });

  it('whatever state each of up to seven members is in, and whether it answers or not', () => {
    const STATES: readonly (readonly [MemberState, silent: boolean])[] = [
      ...([
        ['synced', false],
        ['joining', false],
        ['down', false],
      ] as const),
      ...([
        ['synced', true],
        ['joining', true],
        ['down', true],
      ] as const),
    ];
    const combinations = (count: number, from = 0): (typeof STATES)[number][][] =>
      count === 0
        ? [[]]
        : STATES.flatMap((state, place) =>
            place < from ? [] : combinations(count - 1, place).map((rest) => [state, ...rest]),
          );
    let allowed = 0;
    for (let count = 2; count <= 7; count += 1) {
      const names = NAMES.slice(0, count);
      for (const rest of combinations(count - 1))
        for (const first of STATES) {
          const states = [first, ...rest];
          const silent = names.filter((_, place) => states[place]?.[1]);
          const all = names.map((name, place) => [name, states[place]?.[0] ?? 'down'] as const);
          // Also with the weights of another number of members, which they keep until they restart.
          for (const weights of [weightsOf(names), weightsOf([...names, 'more'])]) {
            const group = new Group(new Map(all), weights);
            for (const name of names) {
              if (silent.includes(name) || reason(group, name, silent) !== undefined) continue;
              allowed += 1;
              if (group.states.get(name) === 'synced')
                expect(survives(group, name), `${name} of ${all}`).toBe(true);
            }
          }
        }
    }
    expect(allowed).toBeGreaterThan(1000);
  });
});

describe('the reason to wait', () => {
  const members = ['sql', 'host-01', 'host-03'];
  const declaration = clusterOf(members);
  const ask = (facts: Record<string, ReturnType<typeof factsOf>>, name = 'host-03', present = members) =>
    reasonToWait({ declaration, facts, present: new Set(present) }, name);
  const synced = (size: number) => factsOf({ state: 'Synced', size });
  const down = factsOf({});

  it('names the members that are not synced', () => {
    expect(ask({ sql: down, 'host-01': down, 'host-03': synced(1) })).toBe(
      'sql and host-01 are not synced: changing host-03 would leave no majority of the database. Run apply again when they are.',
    );
    expect(
      ask({ sql: synced(3), 'host-01': factsOf({ state: 'Joined', size: 3 }), 'host-03': synced(3) }),
    ).toBe(
      'host-01 is not synced: changing host-03 would leave no majority of the database. Run apply again when it is.',
    );
  });

  it('is none for a host whose own database is down, and for one that holds none', () => {
    expect(ask({ sql: synced(1), 'host-01': down, 'host-03': down })).toBeUndefined();
    expect(ask({ sql: synced(1), 'host-01': down, 'host-03': factsOf({ hasData: false }) })).toBeUndefined();
  });

  it('is none while one member has the only data, and none while a dead primary is away', () => {
    const empty = factsOf({ hasData: false });
    expect(ask({ sql: synced(1), 'host-01': empty }, 'sql', ['sql', 'host-01'])).toBeUndefined();
    expect(ask({ 'host-01': synced(2), 'host-03': synced(2) })).toBeUndefined();
  });

  it('is given while a host that does not answer may hold newer data', () => {
    expect(ask({ 'host-03': synced(1) })).toMatch(/^sql and host-01 are not synced/);
  });

  it('does not count the host itself among those that go on when it leaves', () => {
    const joined = factsOf({ state: 'Joined', size: 3 });
    const leaving = { sql: synced(3), 'host-01': joined, 'host-09': synced(3) };
    const of = (facts: typeof leaving) =>
      reasonToWait(
        { declaration: clusterOf(['sql', 'host-01']), facts, present: new Set(members) },
        'host-09',
      );
    expect(of(leaving)).toMatch(/^host-01 is not synced/);
    expect(of({ ...leaving, 'host-01': synced(3) })).toBeUndefined();
  });

  it('does not count hosts that are about to leave, which still run', () => {
    expect(ask({ sql: synced(5), 'host-01': synced(5), 'host-03': synced(5) })).toBeUndefined();
  });
});

const RUNNING = { galera: { state: 'Synced', size: 3 } } as Facts;

it.each([
  ['a new member', ['sql', 'host-01'], undefined, true],
  ['a member that runs the database', ['sql', 'host-01'], RUNNING, false],
  ['a host that is no member', ['sql'], undefined, false],
])('%s joins the database: %#', (_, members, facts, expected) => {
  const [host] = EXAMPLE.web;
  expect(host && joinsDatabase(clusterOf(members), host, facts)).toBe(expected);
});
