import { retry } from '../../lib/time.ts';
import { AcmeError, failureOf, watchingAnswers } from './failure.ts';
import { type AcmeFailure, isPassing } from './problem.ts';

export interface StepOptions {
  /** Hears each step as it begins. */
  readonly onStep: (step: string) => void;
  /** Milliseconds that the run may still last: no step begins, and none is tried again, beyond. */
  readonly leftMs: () => number;
}

const TIME_IS_UP: AcmeFailure = { type: 'timeLimit', detail: "The run's time limit is used up" };

/** Does one step of an order, which bears this name. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Says in which step an authority refuses, after having tried again what may pass. */
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
