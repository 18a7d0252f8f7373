import { randomUUID } from 'node:crypto';
import type { HostConnection } from '../hosts/link/connection.ts';
import { type Lease, Refused, takeLease } from '../hosts/link/lease.ts';
import { messageOf } from '../lib/failure.ts';
import type { Clock } from '../lib/time.ts';
import type { Progress } from './progress.ts';
import { LeaseLost, LeaseRefused, Overtaken, Stop } from './report.ts';

export { Overtaken };

export interface LeaseTerms {
  /** This run, as shown to one that waits for it. */
  readonly holder: string;
  /** Milliseconds to wait for another run. */
  readonly waitMs: number;
  /** Tells this run from others, through all its attempts. */
  readonly run?: string;
  /** A run that held the lease once never goes on without it, not even while the primary is away. */
  readonly mustHold?: boolean;
}

interface KeeperOptions extends LeaseTerms {
  readonly clock: Clock;
  readonly progress: Progress;
  /** When the cluster was observed, by the clock. */
  readonly seenAt: number;
}

/** Why no run can hold the lease: there is nothing yet to hold it on, or it did not answer when this run observed it. */
type WithoutPrimary = 'no primary yet' | 'primary away';

type Standing = { readonly kind: 'held'; readonly lease: Lease } | { readonly kind: WithoutPrimary };

/**
 * The right of one run to change the cluster. Every step asks `check` before it begins. A lease that was lost can be taken
 * again, as after the primary's reboot; once another run held it in between, this one is over.
 */
export class LeaseKeeper {
  #standing: Standing | Stop = new LeaseLost('The lease was not taken yet');
  #lease: Lease | undefined;
  #seenAt: number;
  readonly #run: string;

  constructor(private readonly options: KeeperOptions) {
    this.#seenAt = options.seenAt;
    this.#run = options.run ?? randomUUID();
  }

  /** Takes it, once the other run that holds it has ended; throws `Overtaken` when there was one since `seenAt`. */
  async take(connection: HostConnection): Promise<void> {
    if (this.#lease?.isHeld() || this.#standing instanceof Overtaken) return this.check();
    const others = new Set<string>();
    const lease = await this.#ask(connection, others);
    this.#lease = lease;
    // Measured after the answer: a run that held it after we observed released it more recently than that.
    const age = this.options.clock.now() - this.#seenAt;
    const overtaken = others.size > 0 || (!lease.wasOurs && lease.idleMs < age);
    const who = [...others].join(' and ') || 'Another run';
    this.#standing = overtaken
      ? new Overtaken(`${who} changed the cluster meanwhile`)
      : { kind: 'held', lease };
    this.check();
  }

  async #ask(connection: HostConnection, others: Set<string>): Promise<Lease> {
    const { progress, holder, waitMs } = this.options;
    const onWaiting = (other: string) => {
      others.add(other);
      progress({ kind: 'stage', title: `Waiting for ${other}, which is changing the cluster` });
    };
    try {
      return await takeLease({ connection, holder, run: this.#run, waitMs, onWaiting });
    } catch (error) {
      this.#standing = refusal(error);
      throw this.#standing;
    }
  }

  /** For a cluster in which no run can hold it; never for a run that did, as another may hold it now. */
  goWithout(reason: WithoutPrimary): void {
    if (this.#lease || this.options.mustHold) this.#standing = lost();
    else this.#standing = { kind: reason };
    this.check();
  }

  /** Throws a `Stop` unless this run may go on. */
  check(): void {
    const standing = this.#standing;
    if (!(standing instanceof Stop) && standing.kind === 'held' && !standing.lease.isHeld())
      this.#standing = lost();
    if (this.#standing instanceof Stop) throw this.#standing;
  }

  async release(): Promise<void> {
    await this.#lease?.release(this.#standing instanceof Overtaken);
  }
}

const lost = (): LeaseLost =>
  new LeaseLost(
    'The link to the primary was lost and with it the lease: another run may hold it now. Nothing more was begun',
  );

const refusal = (cause: unknown): Stop =>
  cause instanceof Refused
    ? new LeaseRefused(cause.message, { cause })
    : new LeaseLost(messageOf(cause), { cause });
