import { randomUUID } from 'node:crypto';
import type { HostConnection } from '../hosts/link/connection.ts';
import { type Lease, Refused, takeLease } from '../hosts/link/lease.ts';
import { messageOf } from '../lib/failure.ts';
import type { Clock } from '../lib/time.ts';
import type { Progress } from './progress.ts';
import { LeaseLost, LeaseRefused, Overtaken, Stop } from './report.ts';

export interface LeaseTerms {
  /** This run, as shown to a run that waits for it. */
  readonly holder: string;
  /** Milliseconds to wait for another run. */
  readonly waitMs: number;
  /** Identifies this run, through all its attempts. */
  readonly run?: string;
  /** The run held the lease once, so it never works without it, not even while the primary is away. */
  readonly mustHold?: boolean;
}

interface KeeperOptions extends LeaseTerms {
  readonly clock: Clock;
  readonly progress: Progress;
  /** When the cluster was observed, by the clock. */
  readonly seenAt: number;
}

/** Why no run can hold the lease: it is held on the primary, which does not exist yet or did not answer. */
type WithoutPrimary = 'no primary yet' | 'primary away';

type Standing = { readonly kind: 'held'; readonly lease: Lease } | { readonly kind: WithoutPrimary };

/**
 * The right of one run to change the cluster. Every step calls `check` first. A lost lease can be taken again, for example
 * after the primary rebooted, unless another run held it in between.
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

  /** Takes the lease once no other run holds it. Throws `Overtaken` when another run held it since `seenAt`. */
  async take(connection: HostConnection): Promise<void> {
    if (this.#lease?.isHeld() || this.#standing instanceof Overtaken) return this.check();
    const others = new Set<string>();
    const lease = await this.#ask(connection, others);
    this.#lease = lease;
    // Measured after the answer: a run that held the lease after `seenAt` released it more recently than that.
    const age = this.options.clock.now() - this.#seenAt;
    const overtaken = others.size > 0 || (!lease.wasOurs && lease.idleMs < age);
    const who = [...others].join(' and ') || 'Another run';
    this.#standing = overtaken
      ? new Overtaken(`${who} changed the cluster in the meantime`)
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

  /** Works without the lease because no run can hold it. A run that held it cannot: another run may hold it now. */
  goWithout(reason: WithoutPrimary): void {
    if (this.#lease || this.options.mustHold) this.#standing = lost();
    else this.#standing = { kind: reason };
    this.check();
  }

  /** Throws a `Stop` unless this run may continue. */
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
    'The connection to the primary was lost and with it the lease: another run may hold it now. No further change was started',
  );

const refusal = (cause: unknown): Stop =>
  cause instanceof Refused
    ? new LeaseRefused(cause.message, { cause })
    : new LeaseLost(messageOf(cause), { cause });
