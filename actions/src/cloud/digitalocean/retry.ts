import type { Clock } from '../../lib/time.ts';
import type { AccountState } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import type { Budget } from './budget.ts';
import { type Failure, failureOf } from './errors.ts';
import { cloudError, outOfTime } from './remedies.ts';

/** One request to DigitalOcean. */
interface Request<T> {
  /** For people, e.g. `create droplet host-01`. */
  readonly doing: string;
  /** The token scope it takes, e.g. `droplet:create`. */
  readonly scope: string;
  readonly send: () => Promise<{ readonly data: T }>;
  /**
   * For a request that creates something: finds the result of an attempt with a lost response. Such a request is
   * never repeated without this check.
   */
  readonly look?: () => Promise<T | undefined>;
}

/** Repeats a request until it succeeds, or throws a `CloudError`. */
export type Call = <T>(request: Request<T>) => Promise<T>;

interface CallOptions {
  readonly clock: Pick<Clock, 'now' | 'pause'>;
  readonly leftMs: () => number;
  readonly log: (line: string) => void;
  readonly budget?: Budget;
  /** For requests that must not wait for the hourly budget. */
  readonly isUrgent?: boolean;
  /** Reads the account's state; undefined if the token may not. */
  readonly account?: () => Promise<AccountState | undefined>;
}

/** With the waits between them, attempts last about a minute. */
const ATTEMPTS = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 16_000;
/** A new resource appears in the lists only after a while. */
const SETTLED_MS = 3000;
/** Beyond this, fail instead of waiting. */
const LONGEST_ASKED_S = 120;

export const createCall =
  (options: CallOptions): Call =>
  async (request) => {
    const { clock, leftMs, log, account, budget } = options;
    for (let attempt = 1; ; attempt += 1) {
      await affordable(options, request.doing);
      try {
        const answer = await request.send();
        budget?.hear('headers' in answer ? answer.headers : undefined);
        return answer.data;
      } catch (error) {
        const failure = failureOf(error, clock.now());
        const wait = waitAfter(attempt, failure, Math.random());
        if (wait === undefined) {
          const { doing, scope } = request;
          const state = failure.status === 403 ? await account?.() : undefined;
          throw cloudError({ doing, scope, failure, account: state });
        }
        if (wait > leftMs()) throw outOfTime(request.doing, failure);
        log(
          `${request.doing}: ${failure.status ?? 'no answer'}, ${failure.answer}; again in ${seconds(wait)}`,
        );
        const look = isAmbiguous(failure) ? request.look : undefined;
        await clock.pause(look ? Math.max(wait, SETTLED_MS) : wait);
        const made = await look?.();
        if (made !== undefined) return made;
      }
    }
  };

/** Waits until the request budget allows another request, and logs a wait that is long enough to be noticed. */
async function affordable(options: CallOptions, doing: string): Promise<void> {
  const { budget, clock, isUrgent = false } = options;
  const waitMs = budget?.take(clock.now(), isUrgent) ?? 0;
  if (waitMs === 0) return;
  const answer = `the account's API requests are used up for the next ${seconds(waitMs)}`;
  if (waitMs > options.leftMs()) throw outOfTime(doing, { status: 429, answer });
  if (waitMs >= 1000) options.log(`waiting ${seconds(waitMs)} for DigitalOcean's request budget`);
  await clock.pause(waitMs);
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Milliseconds to wait after the given attempt, counted from 1; undefined: give up. What DigitalOcean asks for, else
 * twice as long each time, half of it random so that clients do not retry at the same moment.
 */
export function waitAfter(attempt: number, failure: Failure, chance: number): number | undefined {
  if (attempt >= ATTEMPTS || !isTransient(failure)) return undefined;
  const { retryAfter } = failure;
  if (retryAfter !== undefined && retryAfter > LONGEST_ASKED_S) return undefined;
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  const jitter = (backoff / 2) * chance;
  return retryAfter === undefined ? backoff / 2 + jitter : retryAfter * 1000 + jitter;
}

/** A droplet handles one action at a time; DigitalOcean refuses another with 422 until the first has finished. */
function isTransient({ status, answer, malformed }: Omit<Failure, 'retryAfter'>): boolean {
  if (status === undefined) return !malformed;
  if (status === 409 || status === 422) return /pending event/i.test(answer);
  return status === 408 || status === 429 || status >= 500;
}

/** Whether a request that failed for a minute may still succeed later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof CloudError &&
  isTransient({ status: error.status, answer: error.answer, malformed: false });

/** Whether the request may have succeeded nevertheless. */
const isAmbiguous = ({ status }: Failure): boolean => status === undefined || status === 408 || status >= 500;
