import { messageOf } from '../lib/failure.ts';

/** What a run tells while it works. Lines in a log and the live view on a terminal are two readers of the same events. */
export type ProgressEvent =
  | { readonly kind: 'stage'; readonly title: string }
  /** `subject` is a resource's address or a host's name; one subject does one thing at a time. */
  | { readonly kind: 'start'; readonly subject: string; readonly doing: string }
  | { readonly kind: 'done'; readonly subject: string; readonly done: string; readonly seconds: number }
  | { readonly kind: 'failed'; readonly subject: string; readonly error: string; readonly seconds: number };

export type Progress = (event: ProgressEvent) => void;

export const silent: Progress = () => {};

/** Runs `work` between its start and its done or failed event; a failure is told and then thrown on. */
export async function told<T>(
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
