import { EventEmitter, once } from 'node:events';
import type { JobRun, Run } from '../runs.ts';
import type { Environment } from './environments.ts';

/** A job that waits for a reviewer. */
interface Review {
  readonly run: Run;
  readonly job: JobRun;
  readonly environment: Environment;
}

/** All jobs that wait for a reviewer. */
export class Reviews {
  readonly #pending = new Set<Review>();
  readonly #decisions = new EventEmitter().setMaxListeners(0);

  /** Returns whether a reviewer approves; false if the run is cancelled first. */
  async wait(review: Review, signal: AbortSignal): Promise<boolean> {
    this.#pending.add(review);
    try {
      for (;;) {
        const [decided, isApproved] = await once(this.#decisions, 'decision', { signal });
        if (decided === review) return isApproved;
      }
    } catch {
      return false;
    } finally {
      this.#pending.delete(review);
    }
  }

  decide(review: Review, isApproved: boolean): void {
    this.#decisions.emit('decision', review, isApproved);
  }

  of(run: Run): readonly Review[] {
    return [...this.#pending].filter((review) => review.run === run);
  }
}
