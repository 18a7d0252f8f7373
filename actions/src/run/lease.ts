import { randomUUID } from 'node:crypto';
import { messageOf } from '../lib/failure.ts';
import { Asking, type AskingTerms } from './lease-asking.ts';
import { type Answering, Quorum } from './quorum.ts';
import { LeaseLost, Overtaken, Stop } from './report.ts';

interface KeeperOptions extends AskingTerms {
  /** Names of the hosts that hold the database: the primary alone, or the members of a clustered database. */
  readonly members: readonly string[];
}

/** Why no run can hold the lease: most members do not exist yet, or too few of them answer. A single database has one member. */
export type WithoutLease = 'too few members yet' | 'members away';

type Standing = { readonly kind: 'held' | WithoutLease };

/**
 * The right of one run to change the cluster, held on a majority of the members. Every step calls `check` first. A lost lease can
 * be taken again, for example after a member rebooted, unless another run held it in between.
 */
export class LeaseKeeper {
  #standing: Standing | Stop = new LeaseLost('The lease was not taken yet');
  #wasHeld = false;
  readonly #quorum: Quorum;
  readonly #run: string;
  /** Ends when nothing takes the lease: two hosts may come back from a reboot at the same time. */
  #taking: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: KeeperOptions) {
    this.#quorum = new Quorum(options.members);
    this.#run = options.run ?? randomUUID();
  }

  /**
   * Takes the lease on the members that answer, once no other run holds it. Returns false if they are no majority and the run works
   * without the lease, for the reason given. Throws `Overtaken` when another run held it since `seenAt`.
   */
  take(answering: Answering, otherwise?: WithoutLease): Promise<boolean> {
    const taking = this.#taking.then(() => this.#take(answering, otherwise));
    this.#taking = taking.catch(() => {});
    return taking;
  }

  async #take(answering: Answering, otherwise?: WithoutLease): Promise<boolean> {
    if (this.#standing instanceof Overtaken) throw this.#standing;
    const asking = new Asking(this.options, this.#run);
    const hasTaken = await this.#quorum.take(answering, asking.ask).catch((error) => {
      this.#standing = error instanceof Stop ? error : new LeaseLost(messageOf(error), { cause: error });
      throw this.#standing;
    });
    if (asking.overtakenBy !== undefined)
      this.#standing = new Overtaken(`${asking.overtakenBy} changed the cluster in the meantime`);
    else if (!this.#quorum.isHeld() && otherwise) this.goWithout(otherwise);
    else if (!this.#quorum.isHeld()) this.#standing = this.#notTaken(asking.failures);
    else if (hasTaken) this.#work('held');
    this.check();
    return this.#quorum.isHeld();
  }

  /** Works without the lease because no run can hold it. A run that held it cannot: another run may hold it now. */
  goWithout(reason: WithoutLease): void {
    if (this.#wasHeld || this.options.mustHold) this.#standing = this.#lost();
    else this.#work(reason);
    this.check();
  }

  #work(kind: Standing['kind']): void {
    this.#wasHeld ||= kind === 'held';
    this.#standing = { kind };
    this.#quorum.use();
  }

  /** Throws a `Stop` unless this run may continue. */
  check(): void {
    const standing = this.#standing;
    if (!(standing instanceof Stop) && standing.kind === 'held' && !this.#quorum.isHeld())
      this.#standing = this.#lost();
    if (this.#standing instanceof Stop) throw this.#standing;
  }

  release(): Promise<void> {
    return this.#quorum.release();
  }

  #lost(): LeaseLost {
    const which = this.options.members.length > 1 ? 'connections to most members were' : LOST_PRIMARY;
    return new LeaseLost(
      `The ${which} lost and with it the lease: another run may hold it now. No further change was started`,
    );
  }

  #notTaken(failures: readonly Error[]): LeaseLost {
    const { members } = this.options;
    const causes = failures.map(messageOf).join('\n');
    if (members.length === 1 && causes) return new LeaseLost(causes, { cause: failures[0] });
    const granted = this.#quorum.held.join(', ') || 'none of them';
    return new LeaseLost(
      `Cannot take the lease: most of the members ${members.join(', ')} must grant it, and only ${granted} did. ` +
        `Switch the others on or run apply to repair them, then run again.${causes && `\n${causes}`}`,
    );
  }
}

const LOST_PRIMARY = 'connection to the primary was';
