import type { Connect, HostConnection, RunOptions } from '../hosts/link/connection.ts';
import { messageOf } from '../lib/failure.ts';
import { type Clock, systemClock } from '../lib/time.ts';

/** The time limit of a whole run. No wait in it takes longer than what is left. */
export interface Deadline {
  readonly minutes: number;
  /** Milliseconds; negative after the deadline. */
  leftMs(): number;
  /** Runs work that must finish: until it ends, at least this many milliseconds count as left. */
  grant<T>(milliseconds: number, work: () => Promise<T>): Promise<T>;
}

export function deadlineIn(milliseconds: number, now: () => number = systemClock.now): Deadline {
  const end = now() + milliseconds;
  const granted = new Set<number>();
  return {
    minutes: Math.round(milliseconds / 60_000),
    leftMs: () => Math.max(end, ...granted) - now(),
    async grant(more, work) {
      const until = now() + more;
      granted.add(until);
      return work().finally(() => granted.delete(until));
    },
  };
}

/** A clock that refuses a pause that would end after the deadline. */
export const clockUntil = (deadline: Deadline, clock: Clock = systemClock): Clock => ({
  now: clock.now,
  leftMs: deadline.leftMs,
  grant: deadline.grant,
  pause: async (milliseconds) => {
    if (milliseconds > deadline.leftMs())
      throw new Error(
        `a wait of ${Math.ceil(milliseconds / 1000)} s exceeds the time that is left. ${timeIsUp(deadline)}`,
      );
    await clock.pause(milliseconds);
  },
});

/** Limits connecting, and each command, to the time that is left. */
export const connectUntil =
  (deadline: Deadline, connect: Connect): Connect =>
  async (target) => {
    const timeoutMs = capped(deadline, target.timeoutMs);
    const connection = await inTime(deadline, () => connect({ ...target, timeoutMs }));
    return {
      ...connection,
      run: (command, options) => inTime(deadline, () => run(deadline, connection, command, options)),
      close: () => connection.close(),
    };
  };

const run = (deadline: Deadline, connection: HostConnection, command: string, options: RunOptions = {}) =>
  connection.run(command, {
    ...options,
    timeoutMs: capped(deadline, options.timeoutMs ?? Number.POSITIVE_INFINITY),
  });

const capped = (deadline: Deadline, timeoutMs: number): number =>
  Math.max(1, Math.min(timeoutMs, deadline.leftMs()));

async function inTime<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (deadline.leftMs() > 0) throw error;
    throw new Error(`${messageOf(error)} ${timeIsUp(deadline)}`, { cause: error });
  }
}

const timeIsUp = ({ minutes }: Deadline): string =>
  `The run's time limit of ${minutes} min is used up. Apply again, which continues from here, or raise time-limit-minutes.`;
