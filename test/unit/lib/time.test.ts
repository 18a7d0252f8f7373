import { expect, it } from 'vitest';
import { retry, until } from '../../../actions/src/lib/time.ts';

/** A clock on which only pauses take time. */
function pausingClock() {
  const pauses: number[] = [];
  const now = () => pauses.reduce((sum, milliseconds) => sum + milliseconds, 0);
  return { pauses, clock: { now, pause: async (milliseconds: number) => void pauses.push(milliseconds) } };
}

it('polls until there is an answer', async () => {
  const { clock, pauses } = pausingClock();
  const ask = async (round: number) => (round === 3 ? 'here' : undefined);
  expect(await until(ask, { everyMs: 500, timeoutMs: 10_000, clock })).toBe('here');
  expect(pauses).toEqual([500, 500]);
});

it('polls at least once, and gives up after the time limit', async () => {
  const { clock, pauses } = pausingClock();
  expect(await until(async () => undefined, { everyMs: 500, timeoutMs: 0, clock })).toBeUndefined();
  expect(await until(async () => undefined, { everyMs: 500, timeoutMs: 1000, clock })).toBeUndefined();
  expect(pauses).toEqual([500, 500]);
});

it('repeats work only after a temporary failure', async () => {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    throw new Error(attempts < 3 ? 'busy' : 'broken');
  };
  const isPassing = (error: unknown) => (error as Error).message === 'busy';
  await expect(retry(work, { attempts: 9, firstMs: 1, isPassing })).rejects.toThrow('broken');
  expect(attempts).toBe(3);
});
