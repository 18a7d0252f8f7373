import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { renderHealthText } from '../../../actions/src/plan/health/render.ts';
import { notesOn } from '../../../actions/src/plan/notes.ts';
import { distanceWarnings, fewMembers, savingNotes } from '../../../actions/src/plan/round-trips.ts';
import { warningsOf } from '../../../actions/src/plan/warnings.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { CLUSTERED, clusterHealth, galera, web } from './health/literals.ts';

type Table = Record<string, Record<string, number | null>>;

/** Facts of hosts that measured this. */
const facts = (table: Table): Record<string, Facts> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, roundTripsMs]) => {
      const host = web({ roundTripsMs });
      return host.kind === 'observed' ? [[name, host.facts]] : [];
    }),
  );

/** All members 20 ms apart, except these pairs. */
const apart = (far: Table): Record<string, Facts> =>
  facts(
    Object.fromEntries(
      CLUSTERED.database.members.map((one, index) => [
        one,
        Object.fromEntries(
          CLUSTERED.database.members.slice(index + 1).map((other) => [other, far[one]?.[other] ?? 20]),
        ),
      ]),
    ),
  );

describe('what saving a post costs', () => {
  it('is ten round trips to the slowest member', () => {
    expect(savingNotes(CLUSTERED, apart({ sql: { 'host-03': 71.4 } }))).toEqual([
      'Saving a post waits about 0.7 s for the other members (10 writes × 70 ms, between sql and host-03).',
    ]);
  });

  it('is taken from the shorter of two measurements', () => {
    const both = facts({ sql: { 'host-01': 480 }, 'host-01': { sql: 31 } });
    expect(savingNotes(CLUSTERED, both).join()).toContain('10 writes × 30 ms');
  });

  it.each<[string, Table]>([
    ['nearby members', { sql: { 'host-01': 4.9, 'host-02': 0.4 } }],
    ['members that did not answer', { sql: { 'host-01': null } }],
    ['hosts that measured nothing', {}],
  ])('is not mentioned for %s', (_, table) => {
    expect(savingNotes(CLUSTERED, facts(table))).toEqual([]);
  });

  it('is nothing with a single database', () => {
    expect(savingNotes(EXAMPLE, apart({}))).toEqual([]);
  });
});

describe('members that are far apart', () => {
  it('are no warning up to 100 ms', () => {
    expect(distanceWarnings(CLUSTERED, apart({ sql: { 'host-03': 100 } }))).toEqual([]);
  });

  it('come with the largest set of near members that contains the primary', () => {
    expect(
      distanceWarnings(CLUSTERED, apart({ sql: { 'host-03': 152 }, 'host-01': { 'host-03': 148 } })),
    ).toEqual([
      'Members of the database are more than 100 ms apart: sql to host-03 (160 ms) and host-01 to host-03 (150 ms). ' +
        'Every write waits for the slowest member. Better members are sql, host-01 and host-02, which are at most 100 ms apart: ' +
        'list them under `database.members` in cluster/cluster.yml. host-03 then asks the nearest of them.',
    ]);
  });

  it('come without a choice if fewer than three are near the primary', () => {
    const lonely = apart({ sql: { 'host-02': 200, 'host-03': 200 } });
    expect(distanceWarnings(CLUSTERED, lonely)).toEqual([
      expect.stringMatching(/No 3 members with sql among them are within 100 ms: declare hosts in regions/),
    ]);
  });

  it('come without a choice while a member is away', () => {
    expect(distanceWarnings(CLUSTERED, facts({ sql: { 'host-03': 150 } }))).toEqual([
      expect.stringMatching(/A better choice can be named once all members answer\.$/),
    ]);
  });
});

it('warns of two members where there are more hosts', () => {
  const two = { ...CLUSTERED, database: { ...CLUSTERED.database, members: ['sql', 'host-01'] } };
  expect(fewMembers(two)).toEqual([expect.stringMatching(/no write is accepted while sql is away/)]);
  expect(fewMembers(CLUSTERED)).toEqual([]);
  expect(fewMembers({ ...two, web: two.web.slice(0, 1) })).toEqual([]);
});

it('is in the plan: the cost as a note, the distance as a warning', () => {
  const known = apart({ sql: { 'host-03': 150 } });
  expect(notesOn(CLUSTERED, known).join()).toContain('Saving a post waits about 1.5 s');
  expect(warningsOf(plan(CLUSTERED, EMPTY_CLOUD, { facts: known }))).toContainEqual(
    expect.stringContaining('sql to host-03 (150 ms)'),
  );
});

it('is in the status, as a note', () => {
  const health = clusterHealth({ 'host-01': web({ roundTripsMs: { sql: 70 } }, galera()) });
  expect(health.findings).toEqual([]);
  expect(renderHealthText(health, { color: false })).toMatch(
    /\n\nAll is well\.\n\nNote: Saving a post waits about 0\.7 s .*between sql and host-01\)\.\n$/,
  );
});
