import { setTimeout as pause } from 'node:timers/promises';

/** The time source of a run. Tests pass their own. */
export interface Clock {
  /** Milliseconds since 1970, by a clock that never jumps. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds left of the run's time limit; absent when there is no limit. */
  leftMs?(): number;
  /** Runs work that must finish, such as an undo: it gets at least this much time, even beyond the limit. */
  grant?<T>(milliseconds: number, work: () => Promise<T>): Promise<T>;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  pause: async (milliseconds) => void (await pause(milliseconds)),
};

interface Waiting {
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly clock?: Pick<Clock, 'now' | 'pause'>;
}

/** Asks until there is an answer, at least once; undefined when the time is up. Rounds count from 1. */
export async function until<T>(
  ask: (round: number) => Promise<T | undefined>,
  { everyMs, timeoutMs, clock = systemClock }: Waiting,
): Promise<T | undefined> {
  const end = clock.now() + timeoutMs;
  for (let round = 1; ; round += 1) {
    const answer = await ask(round);
    if (answer !== undefined || clock.now() >= end) return answer;
    await clock.pause(everyMs);
  }
}

interface Retrying {
  readonly attempts: number;
  /** The pause after the first attempt; each later one is twice as long. */
  readonly firstMs: number;
  /** Whether the same attempt may succeed later. */
  readonly isPassing: (error: unknown) => boolean;
}

/** Repeats work that fails for a reason that passes; throws the last error. */
export async function retry<T>(
  work: () => Promise<T>,
  { attempts, firstMs, isPassing }: Retrying,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isPassing(error)) throw error;
      await systemClock.pause(firstMs * 2 ** (attempt - 1));
    }
  }
}
