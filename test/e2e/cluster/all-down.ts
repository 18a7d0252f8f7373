import { cutPower, leftOut, type Members, namesOf, onHost, powerOn } from './members.ts';

type OnOne = (it: Members, host: string) => Promise<unknown>;

/** No member works any more, and all come back without help. */
interface AllDown {
  readonly what: string;
  /** Run every time; the others only for the figures. */
  readonly always?: boolean;
  /** Calls `write` as late as a member accepts it. */
  readonly run: (it: Members, write: () => Promise<unknown>) => Promise<void>;
}

const stop: OnOne = (it, host) => onHost(it, host, 'systemctl stop mariadb');
const kill: OnOne = (it, host) => onHost(it, host, 'pkill -KILL -x mariadbd');
/** Without the start that follows. */
const killForGood: OnOne = (it, host) => onHost(it, host, 'pkill -KILL -x mariadbd; systemctl stop mariadb');
const start: OnOne = (it, host) => onHost(it, host, 'systemctl start --no-block mariadb');

const atOnce = (it: Members, one: OnOne) => Promise.all(namesOf(it).map((host) => one(it, host)));

/** The last web host stops last. Through it, `write` is accepted until then. */
async function stopInTurn(it: Members, write: () => Promise<unknown>): Promise<void> {
  const [last = '', ...others] = namesOf(it).reverse();
  for (const host of others) await stop(it, host);
  await write();
  await stop(it, last);
}

/** The first one that goes knows nothing of `write`. `order` puts them in the order in which they come back. */
const inTurn =
  (down: OnOne, up: OnOne, order: (hosts: string[]) => string[]) =>
  async (it: Members, write: () => Promise<unknown>) => {
    const [first = '', ...others] = namesOf(it);
    await down(it, first);
    await leftOut(it, first);
    await write();
    for (const host of others) await down(it, host);
    for (const host of order([first, ...others])) await up(it, host);
  };

const FIRST_FIRST = (hosts: string[]) => hosts;
const LAST_FIRST = (hosts: string[]) => hosts.toReversed();

export const ALL_DOWN: readonly AllDown[] = [
  {
    what: 'all shut down one after another, then on',
    always: true,
    run: async (it, write) => {
      await stopInTurn(it, write);
      await atOnce(it, cutPower);
      await atOnce(it, powerOn);
    },
  },
  {
    what: 'all switched off at once, then on',
    run: async (it, write) => {
      await write();
      await atOnce(it, cutPower);
      await atOnce(it, powerOn);
    },
  },
  {
    what: 'all switched off one after another, then on in the same order',
    run: inTurn(cutPower, powerOn, FIRST_FIRST),
  },
  {
    what: 'all switched off one after another, the last one on first',
    always: true,
    run: inTurn(cutPower, powerOn, LAST_FIRST),
  },
  {
    what: 'all killed at once',
    run: async (it, write) => {
      await write();
      await atOnce(it, kill);
    },
  },
  {
    what: 'all killed one after another, started in the same order',
    run: inTurn(killForGood, start, FIRST_FIRST),
  },
  {
    what: 'all killed one after another, the last one started first',
    run: inTurn(killForGood, start, LAST_FIRST),
  },
];

/**
 * All members down, and none of them knows that it was the last, as after a crash whose files were not written. The last one has
 * a change that the others miss.
 */
export async function forgetOrder(it: Members, write: () => Promise<unknown>): Promise<void> {
  await stopInTurn(it, write);
  const forget = `cd /var/lib/mysql && rm -f gvwstate.dat && sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 0/' grastate.dat`;
  for (const host of namesOf(it)) {
    await onHost(it, host, forget);
    await start(it, host);
  }
}
