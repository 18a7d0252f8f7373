import { AsyncLocalStorage } from 'node:async_hooks';
import { axios } from 'acme-client';
import { type AcmeFailure, failureIn } from './problem.ts';
import { remedyFor } from './remedies.ts';

/** Why an authority did not do what it was asked, said so that a person can act. */
export class AcmeError extends Error {
  constructor(
    /** e.g. `new order`. */
    readonly step: string,
    readonly failure: AcmeFailure,
  ) {
    super(`${step}: ${failure.detail}. ${remedyFor(step, failure)} The certificate in service stays.`);
    this.name = 'AcmeError';
  }
}

const answers = new AsyncLocalStorage<{ last?: AcmeFailure }>();
let isWatching = false;

/** Runs work that asks an authority through acme-client, so that `failureOf` knows what its last answer said. */
export function watchingAnswers<T>(work: () => Promise<T>): Promise<T> {
  if (!isWatching) watch();
  isWatching = true;
  return answers.run({}, work);
}

/** acme-client keeps only a problem's text, and would wait as long as an authority asks, even for hours. */
function watch(): void {
  Object.assign(axios.defaults, {
    timeout: 30_000,
    acmeSettings: { ...(axios.defaults as { acmeSettings?: object }).acmeSettings, retryMaxAttempts: 0 },
  });
  // A request that gets no answer must not inherit the failure of the one before.
  axios.interceptors.request.use((config) => {
    note(undefined);
    return config;
  });
  axios.interceptors.response.use((response) => {
    note(failureIn(response));
    return response;
  });
}

function note(failure: AcmeFailure | undefined): void {
  const store = answers.getStore();
  if (store) store.last = failure;
}

/** The failure in the last answer, for the error that acme-client threw because of it. */
export const failureOf = (error: unknown): AcmeFailure =>
  answers.getStore()?.last ?? { detail: error instanceof Error ? error.message : String(error) };
