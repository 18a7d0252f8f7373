import pMap from 'p-map';
import { Stop } from './stop.ts';

/**
 * Does the same work for all of them at once and returns when every one has ended, so that a run that stops leaves
 * nothing at work. Throws the first `Stop`, else the first error.
 */
export async function sideBySide<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  concurrency = Number.POSITIVE_INFINITY,
): Promise<void> {
  const errors: unknown[] = [];
  const settle = (item: T) => work(item).catch((error) => void errors.push(error));
  await pMap(items, settle, { concurrency });
  if (errors.length > 0) throw errors.find((error) => error instanceof Stop) ?? errors[0];
}
