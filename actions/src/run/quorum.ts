import type { HostConnection } from '../hosts/link/connection.ts';
import type { Lease } from '../hosts/link/lease.ts';

/** The hosts that answer, by name. */
export type Answering = ReadonlyMap<string, HostConnection>;

/** Asks one host for its lease. `isNeeded`: there is no majority without it. Undefined if the host does not grant it. */
type AskOne = (connection: HostConnection, isNeeded: boolean) => Promise<Lease | undefined>;

/** Whether so many of so many hosts are more than half. */
export const isMajority = (count: number, total: number): boolean => 2 * count > total;

/**
 * One lease on each of several hosts. Any two majorities have a host in common, so only one run holds a majority. A single host is a
 * majority of one.
 */
export class Quorum {
  /** In the order in which every run takes the leases, so two runs never wait for each other. */
  readonly #hosts: readonly string[];
  readonly #leases = new Map<string, Lease>();
  /** The leases under which this run may have changed something. */
  readonly #used = new Set<Lease>();

  constructor(hosts: readonly string[]) {
    this.#hosts = [...hosts].sort();
  }

  /** Hosts that certainly still grant their lease. */
  get held(): readonly string[] {
    return this.#hosts.filter((name) => this.#leases.get(name)?.isHeld());
  }

  isHeld(): boolean {
    return isMajority(this.held.length, this.#hosts.length);
  }

  /** Takes the leases that are not held, of the hosts that answer. Returns whether it took any. */
  async take(answering: Answering, ask: AskOne): Promise<boolean> {
    let hasTaken = false;
    for (const name of this.#hosts) {
      const connection = answering.get(name);
      if (connection === undefined || this.#leases.get(name)?.isHeld()) continue;
      const isNeeded = !this.isHeld();
      // Waiting for this host while holding a later one could block another run that waits for that one.
      if (isNeeded) await this.#release(this.held.filter((other) => other > name));
      const lease = await ask(connection, isNeeded);
      if (lease) this.#leases.set(name, lease);
      hasTaken ||= lease !== undefined;
    }
    return hasTaken;
  }

  /** From now on, the run may change something. */
  use(): void {
    for (const lease of this.#leases.values()) this.#used.add(lease);
  }

  release(): Promise<void> {
    return this.#release(this.#hosts);
  }

  async #release(names: readonly string[]): Promise<void> {
    const leases = names.flatMap((name) => this.#leases.get(name) ?? []);
    for (const name of names) this.#leases.delete(name);
    await Promise.all(leases.map((lease) => lease.release(!this.#used.has(lease))));
  }
}
