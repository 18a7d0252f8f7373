import { AsyncLocalStorage } from 'node:async_hooks';
import { axios } from 'acme-client';
import { messageOf } from '../../lib/failure.ts';
import { retry } from '../../lib/time.ts';
import { AcmeError } from './failure.ts';
import { type AcmeFailure, failureIn, isPassing } from './problem.ts';

export interface StepOptions {
  /** Called with each step as it begins. */
  readonly onStep: (step: string) => void;
  /** Milliseconds left of the run's time limit. After it, no step begins and none is retried. */
  readonly leftMs: () => number;
}

const TIME_IS_UP: AcmeFailure = { type: 'timeLimit', detail: "the run's time limit is used up" };

/** Runs one step of an order. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Returns a `Step` that retries temporary failures and throws an `AcmeError` that names the step. */
export const stepper =
  (options: StepOptions): Step =>
  (name, work) =>
    watchingAnswers(() => attempt(name, work, options));

async function attempt<T>(name: string, work: () => Promise<T>, { onStep, leftMs }: StepOptions): Promise<T> {
  if (leftMs() <= 0) throw new AcmeError(name, TIME_IS_UP);
  onStep(name);
  const described = (error: unknown) => (error instanceof AcmeError ? error.failure : failureOf(error));
  return retry(work, {
    attempts: 3,
    firstMs: 1000,
    isPassing: (error) => leftMs() > 0 && isPassing(described(error)),
  }).catch((error) => {
    throw new AcmeError(name, described(error));
  });
}

const answers = new AsyncLocalStorage<{ last?: AcmeFailure }>();
let isWatching = false;

/** Runs requests through acme-client and records the last answer for `failureOf`. */
export function watchingAnswers<T>(work: () => Promise<T>): Promise<T> {
  if (!isWatching) watch();
  isWatching = true;
  return answers.run({}, work);
}

/** Why: acme-client keeps only the text of a problem. It would also wait as long as an authority asks, even for hours. */
function watch(): void {
  Object.assign(axios.defaults, {
    timeout: 30_000,
    acmeSettings: { ...(axios.defaults as { acmeSettings?: object }).acmeSettings, retryMaxAttempts: 0 },
  });
  // A request without an answer must not inherit the failure of the previous request.
  axios.interceptors.request.use((config) => {
    record(undefined);
    return config;
  });
  axios.interceptors.response.use((response) => {
    record(failureIn(response));
    return response;
  });
}

function record(failure: AcmeFailure | undefined): void {
  const store = answers.getStore();
  if (store) store.last = failure;
}

/** The failure in the last answer, which made acme-client throw this error. */
export const failureOf = (error: unknown): AcmeFailure =>
  answers.getStore()?.last ?? { detail: messageOf(error) };
