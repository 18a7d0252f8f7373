import type { Observed, Resource } from '../../../actions/src/cloud/resource.ts';
import type { Fault } from './simulated-host.ts';

/** One event that the world sees, in order. */
export interface Write {
  readonly action: 'create' | 'update' | 'delete';
  readonly resource: Resource;
  /** The resource before. */
  readonly observed?: Observed;
}

export interface WorldOptions {
  /** Decides for each event what goes wrong. `lost`: it was done, but the response never came. */
  readonly fault?: (what: string) => Fault;
  /** Called before each command to a host: whether its link breaks then. */
  readonly breaksLink?: (host: string) => boolean;
  /** Whether a host does not answer over SSH. */
  readonly isSilent?: (host: string) => boolean;
  /** Called at every event: whether all links to the primary are cut now. */
  readonly cutsPrimary?: () => boolean;
  /** Called at every event while the lease is free: whether another run takes it, changes the cluster and releases it. */
  readonly intrudes?: () => boolean;
  /** Milliseconds from power on until a host answers, and the same again until it serves the site. */
  readonly bootMs?: () => number;
  /** Lets another event go first, which makes any order possible. */
  readonly turn?: () => Promise<void>;
  /** Called after every write. */
  readonly watch?: (write: Write) => void;
}
