import type { Declaration } from '../declaration/declaration.ts';
import { Failure } from '../lib/failure.ts';
import type { Observed, ObservedCloud, ObservedDroplet, Resource } from './resource.ts';

/** The narrow port to the cloud. The DigitalOcean adapter implements it; nothing else knows paging, retries or wire names. */
export interface Cloud {
  /** Lists by page what the cluster may own: at most one request a kind and page, never one a resource. */
  observe(declaration: Declaration): Promise<ObservedCloud>;
  /** Makes it, or finds it when an interrupted run already did: "already exists" is a normal answer. */
  create(desired: Resource, extra?: DropletExtra): Promise<Observed>;
  /** Brings an existing resource to `desired`, in place. */
  update(observed: Observed, desired: Resource): Promise<void>;
  /** "Not found" is a normal answer. */
  delete(observed: Observed): Promise<void>;
  /** Polls until the droplet is active and has both addresses, or `timeoutMs` passes (an error that says so). */
  awaitDroplet(observed: Observed<'droplet'>, timeoutMs: number): Promise<ObservedDroplet>;
}

/** How long a resize usually takes, from the shutdown until the droplet is on again. One that may not fit is not started. */
export const RESIZE_MS = 4 * 60_000;

/** What a droplet needs at birth only and so is no part of its spec. */
export interface DropletExtra {
  readonly userData: string;
  /** Ids of the SSH keys DigitalOcean puts on it. */
  readonly sshKeyIds: readonly string[];
}

/** An answer from the cloud that no retry can help. */
export class CloudError extends Failure {
  constructor(
    /** What was attempted, e.g. `create droplet host-01`. */
    readonly attempted: string,
    /** HTTP status; absent when no answer came. */
    readonly status: number | undefined,
    /** What DigitalOcean answered, in its words. */
    readonly answer: string,
    /** What to do next. */
    readonly remedy: string,
  ) {
    const cause =
      status === undefined
        ? `no answer from DigitalOcean (${answer})`
        : `DigitalOcean answered ${status}: ${answer}`;
    super({ what: `Cannot ${attempted}`, cause, remedy });
  }
}
