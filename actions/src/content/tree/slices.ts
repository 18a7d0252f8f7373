import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 20;

/** Work that may pause at each `yield`. */
export type Sliced<T> = Generator<void, T>;

/**
 * Does synchronous work in slices, so the run keeps renewing its lease in between. Ten thousand promises, one for each
 * file, would also do that, but take longer than reading the files.
 */
export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = work.next();
      if (done) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
