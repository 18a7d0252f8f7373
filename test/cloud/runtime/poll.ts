import { setTimeout as pause } from 'node:timers/promises';

export interface PollOptions {
  /** Named in the error after a timeout, e.g. `the DNS to answer`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/** Calls `look` until it finds something. @throws after `timeoutMs`. */
export async function poll<T>(
  look: () => T | undefined | Promise<T | undefined>,
  { what, timeoutMs, everyMs = 25 }: PollOptions,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
    await pause(everyMs);
  }
}
