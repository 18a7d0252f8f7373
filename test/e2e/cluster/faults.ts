import { PRIMARY } from '../cluster.ts';
import { fillDisk, freeDisk, moveBack, moveToSmallDisk, needRoom } from './disk.ts';
import { cutPower, link, type Members, onHost, powerOn } from './members.ts';

export const FAR = 'host-02';

const mariadb = (it: Members, host: string, signal: string): Promise<string> =>
  onHost(it, host, `pkill -${signal} -x mariadbd`);

export interface Fault {
  readonly what: string;
  /** The host that it hits, if any web host's own readers and writers may notice. */
  readonly hits?: string;
  readonly begin: (it: Members) => Promise<unknown>;
  readonly end: (it: Members) => Promise<unknown>;
  /** What it needs, and what undoes that: neither is part of the fault. */
  readonly before?: (it: Members) => Promise<unknown>;
  readonly after?: (it: Members) => Promise<unknown>;
}

export const FAULTS: Fault[] = [
  {
    what: 'the primary switched off',
    begin: (it) => cutPower(it, PRIMARY),
    end: (it) => powerOn(it, PRIMARY),
  },
  ...['host-01', FAR].map((host) => ({
    what: `${host} switched off`,
    hits: host,
    begin: (it: Members) => cutPower(it, host),
    end: (it: Members) => powerOn(it, host),
  })),
  {
    what: "a region's only host cut off",
    hits: FAR,
    begin: (it) => link(it, FAR, false),
    end: (it) => link(it, FAR, true),
  },
  {
    what: 'a web host hears nothing',
    hits: FAR,
    begin: (it) => link(it, FAR, false, 'to'),
    end: (it) => link(it, FAR, true),
  },
  {
    what: 'a web host is not heard',
    hits: FAR,
    begin: (it) => link(it, FAR, false, 'from'),
    end: (it) => link(it, FAR, true),
  },
  {
    what: "a member's disk full",
    before: (it) => moveToSmallDisk(it, PRIMARY),
    begin: async (it) => {
      await fillDisk(it, PRIMARY);
      await needRoom(it, FAR);
    },
    end: (it) => freeDisk(it, PRIMARY),
    after: (it) => moveBack(it, PRIMARY),
  },
  {
    what: 'a member frozen and thawed',
    begin: (it) => mariadb(it, PRIMARY, 'STOP'),
    end: (it) => mariadb(it, PRIMARY, 'CONT'),
  },
  { what: 'a member killed', begin: (it) => mariadb(it, PRIMARY, 'KILL'), end: async () => {} },
  {
    what: "a member's database deleted",
    begin: (it) => onHost(it, PRIMARY, 'pkill -KILL -x mariadbd; rm -rf /var/lib/mysql/*'),
    end: async () => {},
  },
];
