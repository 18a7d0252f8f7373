import { cutPower, type Members, namesOf, onHost, powerOn } from './members.ts';

type OnOne = (it: Members, host: string) => Promise<unknown>;

/** No member works any more, and all come back without help. */
interface AllDown {
  readonly what: string;
  /** Calls `write` as late as a member accepts it. */
  readonly run: (it: Members, write: () => Promise<unknown>) => Promise<void>;
}

const stop: OnOne = (it, host) => onHost(it, host, 'systemctl stop mariadb');
const kill: OnOne = (it, host) => onHost(it, host, 'pkill -KILL -x mariadbd');

const atOnce = (it: Members, one: OnOne) => Promise.all(namesOf(it).map((host) => one(it, host)));

export const SHUT_DOWN: AllDown = {
  what: 'all shut down one after another, then on',
  run: async (it, write) => {
    const [last = '', ...others] = namesOf(it).reverse();
    for (const host of others) await stop(it, host);
    await write();
    await stop(it, last);
    await atOnce(it, cutPower);
    await atOnce(it, powerOn);
  },
};

export const ALL_DOWN: readonly AllDown[] = [
  SHUT_DOWN,
  {
    what: 'all switched off at once, then on',
    run: async (it, write) => {
      await write();
      await atOnce(it, cutPower);
      await atOnce(it, powerOn);
    },
  },
  {
    what: 'all killed at once',
    run: async (it, write) => {
      await write();
      await atOnce(it, kill);
    },
  },
];
