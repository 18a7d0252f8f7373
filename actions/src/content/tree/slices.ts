import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 20;

/** What is read of a file in one go, and used before the next pause. */
export const CHUNK = Buffer.alloc(2 ** 20);

/** Work that may pause wherever it yields. */
export type Sliced<T> = Generator<void, T>;

/**
 * Does synchronous work in slices, between which everything else goes on: a lease needs its signs of life. A promise for
 * each of ten thousand files would do so too, and takes longer than the files.
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
