import type { Observed, Resource } from '../../../actions/src/cloud/resource.ts';
import type { Fault } from './simulated-host.ts';

/** One event that the world sees, in order. */
export interface Write {
  readonly action: 'create' | 'update' | 'delete';
  readonly resource: Resource;
  /** What stood there before. */
  readonly observed?: Observed;
}

export interface WorldOptions {
  /** Decides, event by event, what goes wrong. `lost`: done, but the answer never came. */
  readonly fault?: (what: string) => Fault;
  /** Asked before each command that a host is sent: whether its link breaks just then. */
  readonly breaksLink?: (host: string) => boolean;
  /** Whether a host gives no answer where SSH should. */
  readonly isSilent?: (host: string) => boolean;
  /** Asked at every event: whether all links to the primary are cut now. */
  readonly cutsPrimary?: () => boolean;
  /** Asked at every event while the lease is free: whether another run takes it, changes the cluster and lets it go. */
  readonly intrudes?: () => boolean;
  /** Milliseconds from power on until a host answers; and again so many until it serves the site. */
  readonly bootMs?: () => number;
  /** Lets another event go first, so that any order may come about. */
  readonly turn?: () => Promise<void>;
  /** Hears every write after it was done. */
  readonly watch?: (write: Write) => void;
}
