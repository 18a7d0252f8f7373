/** Work that continues after the request that started it. */
export class Background {
  readonly #running = new Set<Promise<unknown>>();
  readonly #queued = new Map<string, Promise<void>>();
  readonly #last = new Map<string, Promise<void>>();

  constructor(private readonly report: (error: unknown) => void) {}

  run(work: () => Promise<unknown>): void {
    this.#track(work().catch(this.report));
  }

  /**
   * Runs `work` after the call, one at a time for each key; calls that arrive while it waits share one run.
   * Resolves or rejects with that run. Callers may ignore the promise, because failures are reported.
   */
  refresh(key: string, work: () => Promise<void>): Promise<void> {
    const waiting = this.#queued.get(key);
    if (waiting) return waiting;
    const run = (this.#last.get(key) ?? Promise.resolve()).then(() => {
      this.#queued.delete(key);
      return work();
    });
    const settled = run.catch(this.report);
    this.#queued.set(key, run);
    this.#last.set(key, settled);
    this.#track(settled);
    return run;
  }

  /** Resolves when no work is left, including work that the running work starts. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #track(work: Promise<unknown>): void {
    this.#running.add(work);
    work.finally(() => this.#running.delete(work));
  }
}
