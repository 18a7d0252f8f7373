import { expect, test } from 'vitest';
import { openRestore } from '../../../actions/src/content/switch/restore.ts';
import { rollBack } from '../../../actions/src/content/switch/rollback.ts';
import { type Switched, switchAll } from '../../../actions/src/content/switch/switch-all.ts';
import { coreChange, Upgrade } from '../../../actions/src/content/switch/upgrade.ts';
import { DUMP, type Fault, Simulated, state, WEB } from './simulated.ts';

/** What a sync with another WordPress does after all hosts have received the release. */
async function upgrade(world: Simulated): Promise<Switched> {
  const { found, terms } = world;
  const change = coreChange(
    '7.2',
    found.map((each) => each.state),
  );
  const database = change && new Upgrade(change, terms);
  return switchAll({ ...terms, found, needed: [], release: 'new', database });
}

async function restore(world: Simulated): Promise<Switched> {
  const opened = await openRestore(DUMP, world.terms);
  return rollBack({ ...world.terms, to: opened.release, restore: opened });
}

const WHEN = ['before', 'after', 'cut'] as const;
const faultsAt = (on: string, verb: string, nth: number): Fault[] =>
  WHEN.map((when) => ({ on, verb, nth, when }));
/** The first host also upgrades the tables. The others are all alike. */
const onWeb = (verb: string, nth: number) => ['a', 'c'].flatMap((on) => faultsAt(on, verb, nth));
const onPrimary = (...verbs: string[]) => verbs.flatMap((verb) => faultsAt('sql', verb, 1));

const ONE = [...onWeb('switch', 1), ...onWeb('page', 1), ...onWeb('new page', 1), ...onWeb('keep', 1)];
/** Faults during the undo itself. */
const TWO = [...onWeb('switch', 2), ...faultsAt('c', 'history', 1), ...faultsAt('c', 'history', 2)];

const pairs = (one: readonly Fault[], two: readonly Fault[]): Fault[][] =>
  one.flatMap((first) => [[first], ...two.map((second) => [first, second])]);

type Run = (world: Simulated) => Promise<Switched>;
const CASES: [string, Run, string, Fault[][]][] = [
  ['an upgrade', upgrade, 'new', pairs([...ONE, ...onWeb('sh', 1), ...onPrimary('make')], TWO)],
  [
    'a restore',
    restore,
    'old',
    pairs([...ONE, ...onPrimary('load', 'swap', 'end')], [...TWO, ...onPrimary('back')]),
  ],
];

/** Asserts that what the message says about each host and the tables is true. */
function expectTrue(message: string, world: Simulated): void {
  const named = (name: string) =>
    message.includes(`${name} still serves release`) || message.includes(`${name} should serve`);
  for (const [name, { live }] of world.web) {
    const reported = new RegExp(`^${name} still serves release (\\w+) `, 'm').exec(message)?.[1];
    if (reported !== undefined) expect(live).toBe(reported);
    if (live !== 'mid') expect(message).toSatisfy(() => named(name));
  }
  if (message.includes('All hosts serve what they served before'))
    expect(world.live()).toEqual(['mid', 'mid', 'mid']);
  if (message.includes('The database is as it was before.')) expect(world.tables).toBe('now');
}

test.each(CASES)(
  '%s that fails at any point is undone, and the message describes the actual state',
  async (_, run, goal, all) => {
    for (const faults of all) {
      const world = new Simulated(faults);
      const ended = await run(world).then(
        ({ failures }) => ({ failures, message: undefined }),
        (error: Error) => ({ failures: [], message: error.message }),
      );
      const context = JSON.stringify(faults);
      if (ended.message === undefined) expect(world.live(), context).toEqual([goal, goal, goal]);
      else expectTrue(ended.message, world);
      // The original contents of the tables are never lost.
      expect([world.tables, world.former, ...world.dumps.values()], context).toContain('now');
      // The tables match the WordPress that most hosts serve.
      if (ended.message !== undefined && run === restore && !ended.message.includes('may be as in')) {
        if (world.live().every((live) => live === 'mid')) expect(world.tables, context).toBe('now');
      }
      world.heal();
      expect((await run(world)).failures, context).toEqual([]);
      expect(world.live(), context).toEqual([goal, goal, goal]);
      expect([...world.web.values()].map(({ history }) => history[0]?.release)).toEqual([goal, goal, goal]);
    }
  },
);

test('a host that cannot record the release fails alone: the switch stays', async () => {
  const world = new Simulated([{ on: 'c', verb: 'keep', nth: 1, when: 'before' }]);
  const { failures } = await restore(world);
  expect(failures).toEqual([
    'c: keep got no answer. It serves release old, but could not record it in its history. Sync again.',
  ]);
  expect(world.live()).toEqual(['old', 'old', 'old']);
  expect(world.tables).toBe('then');
  expect([...world.dumps.values()]).toContain('now');
});

test('after a host could not record a release, the next failing run switches back to what all hosts served, not to what that host recorded', async () => {
  const world = new Simulated([{ on: 'c', verb: 'keep', nth: 1, when: 'before' }]);
  await switchAll({ ...world.terms, found: world.found, needed: [], release: 'new' });
  world.faults = [{ on: 'b', verb: 'page', nth: 2, when: 'before' }];
  const again = switchAll({ ...world.terms, found: world.found, needed: [], release: 'old' });
  await expect(again).rejects.toThrow('All hosts serve what they served before.');
  expect(world.live()).toEqual(['new', 'new', 'new']);
});

test('a failing run switches back from what a killed run switched to, because no host was seen serving it', async () => {
  const world = new Simulated([{ on: 'b', verb: 'page', nth: 1, when: 'before' }]);
  world.web.set('a', { ...state('new', '7.1', ['mid', 'old']), live: 'new' });
  const failing = switchAll({ ...world.terms, found: world.found, needed: [], release: 'new' });
  await expect(failing).rejects.toThrow('All hosts serve what they served before.');
  expect(world.live()).toEqual(['mid', 'mid', 'mid']);
});

test('names a host that cannot be switched back, and what it serves; the tables follow the other hosts', async () => {
  const world = new Simulated([
    { on: 'a', verb: 'page', nth: 1, when: 'before' },
    { on: 'c', verb: 'switch', nth: 2, when: 'before' },
  ]);
  await expect(restore(world)).rejects.toThrow(
    /c still serves release old with WordPress 6\.8 instead of mid \(c: switch got no answer\)\.\nAll other hosts/,
  );
  expect([world.live(), world.tables]).toEqual([['mid', 'mid', 'old'], 'now']);
});

test('if no host switches back, neither do the tables', async () => {
  const world = new Simulated([
    { on: 'a', verb: 'page', nth: 1, when: 'before' },
    ...WEB.map((on) => ({ on, verb: 'switch', nth: 2, when: 'before' }) as const),
  ]);
  await expect(restore(world)).rejects.toThrow('The database stays as the hosts need it');
  expect([world.live(), world.tables]).toEqual([['old', 'old', 'old'], 'then']);
});
