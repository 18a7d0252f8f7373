import { expect } from 'vitest';
import { longestWrite, rowOf } from './figures.ts';
import { lost, type Members, underTraffic } from './members.ts';
import type { Traffic } from './traffic.ts';

/** What the readers and writers of the other hosts saw. */
function without({ reads, failed, written, refused }: Traffic, host: string | undefined): Traffic {
  const others = <T extends { host: string }>(all: readonly T[]) => all.filter((one) => one.host !== host);
  return { reads, failed: others(failed), written: others(written), refused: others(refused) };
}

interface Fault {
  readonly what: string;
  /** The host whose own readers and writers may notice. */
  readonly hits?: string;
  /** Between two reads. */
  readonly everyMs?: number;
  /** That a write may wait. */
  readonly seconds: number;
  readonly add: (row: string) => unknown;
  /** Resolves with the seconds that the cluster took to be complete again. */
  readonly run: () => Promise<number>;
}

/** Runs a fault under traffic: no acknowledged post is lost, and no read or write through the other hosts fails. */
export async function expectKept(
  it: Members,
  { what, hits, everyMs, seconds, add, run }: Fault,
): Promise<void> {
  let back = 0;
  const traffic = await underTraffic(
    it,
    async () => {
      back = await run();
    },
    everyMs,
  );
  const missing = await lost(it, traffic);
  const elsewhere = without(traffic, hits);
  add(rowOf(what, missing, elsewhere, `${back.toFixed(0)} s`));
  expect(missing).toEqual([]);
  expect(elsewhere.failed).toEqual([]);
  expect(elsewhere.refused).toEqual([]);
  expect(longestWrite(elsewhere)).toBeLessThan(seconds);
}
