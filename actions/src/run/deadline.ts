import type { Connect, HostConnection, RunOptions } from '../hosts/link/connection.ts';
import { messageOf } from '../lib/failure.ts';
import { type Clock, systemClock } from '../lib/time.ts';

/** How long a run may last in all; whatever waits in it, waits no longer than what is left. */
export interface Deadline {
  readonly minutes: number;
  /** Milliseconds; negative once it has passed. */
  leftMs(): number;
  /** Does work that must be finished: until it has ended, at least so many milliseconds count as left. */
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

/** A clock by which nobody pauses beyond the deadline. */
export const clockUntil = (deadline: Deadline, clock: Clock = systemClock): Clock => ({
  now: clock.now,
  leftMs: deadline.leftMs,
  grant: deadline.grant,
  pause: async (milliseconds) => {
    if (milliseconds > deadline.leftMs())
      throw new Error(`a wait of ${Math.ceil(milliseconds / 1000)} s does not fit in. ${timeIsUp(deadline)}`);
    await clock.pause(milliseconds);
  },
});

/** Connections whose making and whose commands take no longer than what is left. */
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

/** What to do once it has passed. */
const timeIsUp = ({ minutes }: Deadline): string =>
  `The run's time limit of ${minutes} min is used up: apply again, which goes on where this stopped, or raise time-limit-minutes.`;
