import type { HostConnection } from '../../hosts/connection.ts';
import { type Lease, takeLease } from '../../hosts/lease.ts';
import type { Clock } from '../clock.ts';
import type { Progress } from '../progress.ts';

/** The cluster changed after it was looked at: what was planned may be wrong. Observe, plan and apply again. */
export class Overtaken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Overtaken';
  }
}

export interface LeaseTerms {
  /** Who this run is, for whom comes second. */
  readonly holder: string;
  /** Milliseconds to wait for another run. */
  readonly waitMs: number;
}

interface KeeperOptions extends LeaseTerms {
  readonly clock: Clock;
  readonly progress: Progress;
  /** When the cluster was looked at, by the clock. */
  readonly seenAt: number;
}

/**
 * The lease while one run holds it, or cannot: before the primary exists, or while it does not answer, no run can. A
 * run whose lease was lost begins nothing more, for another may have it by now.
 */
export class LeaseKeeper {
  #lease: Lease | undefined;
  #lost = false;
  #seenAt: number;

  constructor(private readonly options: KeeperOptions) {
    this.#seenAt = options.seenAt;
  }

  /** Takes it, once the other run that holds it has ended; throws `Overtaken` when there was one since `seenAt`. */
  async take(connection: HostConnection): Promise<void> {
    if (this.#lease?.isHeld()) return;
    const { clock, progress, holder, waitMs } = this.options;
    const age = clock.now() - this.#seenAt;
    const waiting = new Set<string>();
    const onWaiting = (other: string) => {
      waiting.add(other);
      progress({ kind: 'stage', title: `Waiting for ${other}, which is changing the cluster` });
    };
    this.#lost = true;
    this.#lease = await takeLease({ connection, holder, waitMs, onWaiting });
    this.#lost = false;
    const others = [...waiting].join(' and ') || 'Another run';
    if (waiting.size > 0 || this.#lease.idleMs < age)
      throw new Overtaken(`${others} changed the cluster meanwhile`);
  }

  /** Lets it go before the primary is switched off; what others do until it is taken again is noticed then. */
  async rest(): Promise<void> {
    this.#seenAt = this.options.clock.now();
    await this.#lease?.release();
    this.#lease = undefined;
  }

  /** Throws unless this run may go on. */
  check(): void {
    if (!this.#lost && (this.#lease === undefined || this.#lease.isHeld())) return;
    throw new Error(
      'not begun, since the link to the primary was lost and with it the lease: another run may hold it now. Apply again.',
    );
  }
}
