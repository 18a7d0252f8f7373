import type { SimulatedLease } from './simulated-lease.ts';

const NAME = 'another run';
/** Events until it releases the lease. */
const STAY = 3;

/** Another run, which takes the lease while it is free, changes the cluster and releases the lease. */
export class Intruder {
  #left = 0;
  /** How often it has changed the cluster: in total, and before the last observation. */
  #changes = 0;
  #known = 0;

  act(lease: SimulatedLease, isDue: () => boolean): void {
    if (lease.holder === NAME) {
      this.#left -= 1;
      if (this.#left <= 0) lease.free();
    } else if (lease.holder === undefined && isDue()) {
      lease.take(NAME);
      this.#left = STAY;
      this.#changes += 1;
    }
  }

  isObserved(): void {
    this.#known = this.#changes;
  }

  /** The run may do nothing while another run has the lease, nor by what it observed before that run. */
  violations(what: string, lease: SimulatedLease | undefined): string[] {
    if (lease?.holder === NAME) return [`${what}: while another run holds the lease`];
    return this.#known < this.#changes ? [`${what}: as planned before another run changed it`] : [];
  }
}
