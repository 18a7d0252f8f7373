export interface PollOptions {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** Asks until there is an answer; undefined when the time is up, by the clock or by what was slept. */
export async function until<T>(
  probe: () => Promise<T | undefined>,
  { sleep, everyMs, timeoutMs }: PollOptions,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (let sleptMs = 0; ; sleptMs += everyMs) {
    const answer = await probe();
    if (answer !== undefined || Date.now() >= deadline || sleptMs >= timeoutMs) return answer;
    await sleep(everyMs);
  }
}
