import { setTimeout as pause } from 'node:timers/promises';

/** Time as a run sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  pause: async (milliseconds) => void (await pause(milliseconds)),
};
