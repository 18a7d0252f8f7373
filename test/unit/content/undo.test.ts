import { expect, test } from 'vitest';
import { openRestore } from '../../../actions/src/content/switch/restore.ts';
import { rollBack } from '../../../actions/src/content/switch/rollback.ts';
import { type Switched, switchAll } from '../../../actions/src/content/switch/switch-all.ts';
import { coreChange, Upgrade } from '../../../actions/src/content/switch/upgrade.ts';
import { DUMP, type Fault, Simulated, state, WEB } from './simulated.ts';

/** As a sync with another WordPress does, once all have received it. */
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
/** The first host is also the one that upgrades the tables; the others are alike. */
const onWeb = (verb: string, nth: number) => ['a', 'c'].flatMap((on) => faultsAt(on, verb, nth));
const onPrimary = (...verbs: string[]) => verbs.flatMap((verb) => faultsAt('sql', verb, 1));

const ONE = [...onWeb('switch', 1), ...onWeb('page', 1), ...onWeb('new page', 1), ...onWeb('keep', 1)];
/** Of the undo itself. */
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

/** What is said of each host, and of the tables, is so. */
function expectTrue(message: string, world: Simulated): void {
  const named = (name: string) =>
    message.includes(`${name} serves release`) || message.includes(`${name} does not say`);
  for (const [name, { live }] of world.web) {
    const said = new RegExp(`^${name} serves release (\\w+) `, 'm').exec(message)?.[1];
    if (said !== undefined) expect(live).toBe(said);
    if (live !== 'mid') expect(message).toSatisfy(() => named(name));
  }
  if (message.includes('Every host serves again')) expect(world.live()).toEqual(['mid', 'mid', 'mid']);
  if (message.includes('The database is as it was.')) expect(world.tables).toBe('now');
}

test.each(CASES)(
  '%s that fails at any point goes back by what was seen before, and says what is',
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
      // What was in the tables is somewhere, whatever happens.
      expect([world.tables, world.former, ...world.dumps.values()], context).toContain('now');
      // Whichever rows the tables hold, the most hosts serve the WordPress that they are of.
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

test('a note that fails once all pages are good is that host’s failure alone: the switch stays', async () => {
  const world = new Simulated([{ on: 'c', verb: 'keep', nth: 1, when: 'before' }]);
  const { failures } = await restore(world);
  expect(failures).toEqual([
    'c: keep got no answer: it serves release old, and could not note so. Sync again.',
  ]);
  expect(world.live()).toEqual(['old', 'old', 'old']);
  expect(world.tables).toBe('then');
  expect([...world.dumps.values()]).toContain('now');
});

test('after a note that failed, the next run that fails leads back to what all served, not to what that host noted', async () => {
  const world = new Simulated([{ on: 'c', verb: 'keep', nth: 1, when: 'before' }]);
  await switchAll({ ...world.terms, found: world.found, needed: [], release: 'new' });
  world.faults = [{ on: 'b', verb: 'page', nth: 2, when: 'before' }];
  const again = switchAll({ ...world.terms, found: world.found, needed: [], release: 'old' });
  await expect(again).rejects.toThrow('Every host serves again what it served before.');
  expect(world.live()).toEqual(['new', 'new', 'new']);
});

test('what a killed run switched to is gone back from, as no host was seen serving it', async () => {
  const world = new Simulated([{ on: 'b', verb: 'page', nth: 1, when: 'before' }]);
  world.web.set('a', { ...state('new', '7.1', ['mid', 'old']), live: 'new' });
  const failing = switchAll({ ...world.terms, found: world.found, needed: [], release: 'new' });
  await expect(failing).rejects.toThrow('Every host serves again what it served before.');
  expect(world.live()).toEqual(['mid', 'mid', 'mid']);
});

test('a host that cannot be switched back is named with what it serves; the tables follow the others', async () => {
  const world = new Simulated([
    { on: 'a', verb: 'page', nth: 1, when: 'before' },
    { on: 'c', verb: 'switch', nth: 2, when: 'before' },
  ]);
  await expect(restore(world)).rejects.toThrow(
    /c serves release old with WordPress 6\.8, and not mid again \(c: switch got no answer\)\.\nEvery other host/,
  );
  expect([world.live(), world.tables]).toEqual([['mid', 'mid', 'old'], 'now']);
});

test('where no host goes back, neither do the tables', async () => {
  const world = new Simulated([
    { on: 'a', verb: 'page', nth: 1, when: 'before' },
    ...WEB.map((on) => ({ on, verb: 'switch', nth: 2, when: 'before' }) as const),
  ]);
  await expect(restore(world)).rejects.toThrow('The tables stay with what is served');
  expect([world.live(), world.tables]).toEqual([['old', 'old', 'old'], 'then']);
});
