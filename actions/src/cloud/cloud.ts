import type { Declaration } from '../declaration/declaration.ts';
import { Failure } from '../lib/failure.ts';
import type { Observed, ObservedCloud, ObservedDroplet, Resource } from './resource.ts';

/** The port to the cloud. Only the DigitalOcean adapter, which implements it, knows about pages, retries and the API's names. */
export interface Cloud {
  /** Lists what the cluster may own: one request for each page of a kind, never one for each resource. */
  observe(declaration: Declaration): Promise<ObservedCloud>;
  /** Creates it, or finds it if an interrupted run created it: "already exists" is a normal answer. */
  create(desired: Resource, extra?: DropletExtra): Promise<Observed>;
  /** Changes an existing resource to `desired` in place. */
  update(observed: Observed, desired: Resource): Promise<void>;
  /** "Not found" is a normal answer. */
  delete(observed: Observed): Promise<void>;
  /** Polls until the droplet is active and has both addresses, or `timeoutMs` passes (an error that says so). */
  awaitDroplet(observed: Observed<'droplet'>, timeoutMs: number): Promise<ObservedDroplet>;
}

/** How long a resize usually takes, from shutdown to power-on. A run with less time left does not start one. */
export const RESIZE_MS = 4 * 60_000;

/** What a droplet needs only at creation, so it is not in the spec. */
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
