import { setTimeout as pause } from 'node:timers/promises';

/** Time as a run sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds that the run may still last; absent without a limit. */
  leftMs?(): number;
  /** Does work that must be finished, such as an undo: at least so long from now, whatever the limit. */
  grant?<T>(milliseconds: number, work: () => Promise<T>): Promise<T>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  pause: async (milliseconds) => void (await pause(milliseconds)),
};
