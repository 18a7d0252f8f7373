import pMap from 'p-map';
import { messageOf } from '../lib/failure.ts';
import { Stop } from './report.ts';

/** What a run reports while it works. Lines in a log and the live view on a terminal both read these events. */
export type ProgressEvent =
  | { readonly kind: 'stage'; readonly title: string }
  /** `subject` is a resource's address or a host's name. One subject does one thing at a time. */
  | { readonly kind: 'start'; readonly subject: string; readonly doing: string }
  | { readonly kind: 'done'; readonly subject: string; readonly done: string; readonly seconds: number }
  | { readonly kind: 'failed'; readonly subject: string; readonly error: string; readonly seconds: number };

export type Progress = (event: ProgressEvent) => void;

export const silent: Progress = () => {};

/** Runs `work` and reports its start and its result. An error is reported and thrown again. */
export async function step<T>(
  progress: Progress,
  subject: string,
  doing: string,
  work: () => Promise<T>,
  done: (result: T) => string = () => doing,
): Promise<T> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  progress({ kind: 'start', subject, doing });
  try {
    const result = await work();
    progress({ kind: 'done', subject, done: done(result), seconds: seconds() });
    return result;
  } catch (error) {
    progress({ kind: 'failed', subject, error: messageOf(error), seconds: seconds() });
    throw error;
  }
}

/**
 * Does the same work for all items at once. Returns only when every one has ended, so a run that stops leaves nothing
 * running. Throws the first `Stop`, else the first error.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  concurrency = Number.POSITIVE_INFINITY,
): Promise<void> {
  const errors: unknown[] = [];
  const collect = (item: T) => work(item).catch((error) => void errors.push(error));
  await pMap(items, collect, { concurrency });
  if (errors.length > 0) throw errors.find((error) => error instanceof Stop) ?? errors[0];
}
