import { setTimeout as pause } from 'node:timers/promises';

/** The time source of a run. Tests pass their own. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds left of the run's time limit; absent when there is no limit. */
  leftMs?(): number;
  /** Runs work that must finish, such as an undo: it gets at least this much time, even beyond the limit. */
  grant?<T>(milliseconds: number, work: () => Promise<T>): Promise<T>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  pause: async (milliseconds) => void (await pause(milliseconds)),
};
