import type { HostConnection } from '../hosts/link/connection.ts';
import { type Lease, Refused, takeLease } from '../hosts/link/lease.ts';
import type { Clock } from '../lib/time.ts';
import type { Progress } from './progress.ts';
import { LeaseRefused } from './report.ts';

export interface LeaseTerms {
  /** This run, as shown to a run that waits for it. */
  readonly holder: string;
  /** Milliseconds to wait for another run. */
  readonly waitMs: number;
  /** Identifies this run, through all its attempts. */
  readonly run?: string;
  /** The run held the lease once, so it never works without it, not even while the members are away. */
  readonly mustHold?: boolean;
}

export interface AskingTerms extends LeaseTerms {
  readonly clock: Clock;
  readonly progress: Progress;
  /** When the cluster was observed, by the clock. */
  readonly seenAt: number;
}

/** How long a member keeps the lease of a run whose connection broke, and a little more. */
const LINGERING_MS = 25_000;

/** What the members answer to one request for the lease. */
export class Asking {
  /** Why members did not grant it. */
  readonly failures: Error[] = [];
  readonly #others = new Set<string>();
  #isOvertaken = false;

  constructor(
    private readonly options: AskingTerms,
    private readonly run: string,
  ) {}

  /** The run that held the lease since the cluster was observed; undefined if none did. */
  get overtakenBy(): string | undefined {
    if (this.#others.size > 0) return [...this.#others].join(' and ');
    return this.#isOvertaken ? 'Another run' : undefined;
  }

  /** A member that is not needed for a majority may refuse: then another run waits for this one, or was just interrupted. */
  readonly ask = async (connection: HostConnection, isNeeded: boolean): Promise<Lease | undefined> => {
    try {
      const lease = await this.#take(connection, isNeeded);
      // Measured after the answer: a run that held the lease after `seenAt` released it more recently than that.
      const age = this.options.clock.now() - this.options.seenAt;
      this.#isOvertaken ||= !lease.wasOurs && lease.idleMs < age;
      return lease;
    } catch (error) {
      if (isNeeded && error instanceof Refused) throw new LeaseRefused(error.message, { cause: error });
      this.failures.push(error as Error);
      return undefined;
    }
  };

  #take(connection: HostConnection, isNeeded: boolean): Promise<Lease> {
    const { progress, holder, waitMs } = this.options;
    const onWaiting = (other: string) => {
      if (!isNeeded) return;
      this.#others.add(other);
      progress({ kind: 'stage', title: `Waiting for ${other}, which is changing the cluster` });
    };
    const wait = isNeeded ? waitMs : Math.min(waitMs, LINGERING_MS);
    return takeLease({ connection, holder, run: this.run, waitMs: wait, onWaiting });
  }
}
