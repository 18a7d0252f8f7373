import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Clustered,
  clustered,
  cutPower,
  lost,
  MEMBERS,
  onHost,
  PRIMARY,
  powerOn,
  underTraffic,
  whole,
} from './clustered.ts';

let it: Clustered;
beforeAll(async () => {
  it = await clustered('e2e-cluster');
  await whole(it, 60);
});
afterAll(() => it?.end());

/** How long a fault lasts, in milliseconds: longer than the members wait for one that is silent. */
const LASTING = 12_000;
const FAR = 'host-02';

const mariadb = (host: string, signal: string) => onHost(it, host, `pkill -${signal} -x mariadbd`);

interface Fault {
  readonly what: string;
  /** The host that it hits, if any web host's own readers and writers may notice. */
  readonly hits?: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

const FAULTS: Fault[] = [
  { what: 'the primary switched off', begin: () => cutPower(it, PRIMARY), end: () => powerOn(it, PRIMARY) },
  { what: 'a web host switched off', hits: FAR, begin: () => cutPower(it, FAR), end: () => powerOn(it, FAR) },
  {
    what: 'a member frozen and thawed',
    begin: () => mariadb(PRIMARY, 'STOP'),
    end: () => mariadb(PRIMARY, 'CONT'),
  },
  { what: 'a member killed', begin: () => mariadb(PRIMARY, 'KILL'), end: async () => {} },
];

const LONGEST_WRITE_SECONDS = 10;

test.each(FAULTS)(
  '$what: nothing that was acknowledged is lost, and nobody else notices',
  async ({ hits, begin, end }) => {
    const traffic = await underTraffic(it, async () => {
      await begin();
      await pause(LASTING);
      await end();
      await whole(it, 60);
    });
    expect(await lost(it, traffic)).toEqual([]);
    const others = <T extends { host: string }>(all: readonly T[]) => all.filter(({ host }) => host !== hits);
    expect(others(traffic.failed)).toEqual([]);
    expect(others(traffic.refused)).toEqual([]);
    const longest = Math.max(...others(traffic.written).map(({ seconds }) => seconds));
    console.log(
      JSON.stringify({
        reads: traffic.reads,
        writes: traffic.written.length,
        longest,
        refused: traffic.refused.length,
      }),
    );
    expect(longest).toBeLessThan(LONGEST_WRITE_SECONDS);
  },
);

test('all lose their power and come back by themselves', async () => {
  await Promise.all(MEMBERS.map((host) => cutPower(it, host)));
  await Promise.all(MEMBERS.map((host) => powerOn(it, host)));
  console.log(await whole(it, 60));
}, 120_000);
