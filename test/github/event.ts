import type { Actor } from './actors.ts';
import type { InputValue } from './workflow/inputs.ts';

type EventName =
  | 'push'
  | 'pull_request'
  | 'pull_request_target'
  | 'merge_group'
  | 'schedule'
  | 'workflow_dispatch';

/** Something that may start workflows. */
export interface TriggerEvent {
  readonly name: EventName;
  readonly actor: Actor;
  /** GITHUB_REF: what was pushed, `refs/pull/<number>/merge`, or the default branch. */
  readonly ref: string;
  /** GITHUB_SHA; workflows are read from this commit. */
  readonly sha: string;
  /** What branch filters look at: what was pushed, or the base of the pull request. */
  readonly branch: string;
  /** `github.event`, the webhook's payload. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Paths that path filters look at. */
  changed(): Promise<readonly string[]>;
  /** `opened`, `synchronize`, …: of a pull request or a merge group. */
  readonly action?: string;
  /** The pull request's number. */
  readonly pull?: number;
  /** The commit whose checks this run is: the head of a pull request. Without it, GITHUB_SHA. */
  readonly headSha?: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  /** Gets no secrets, and a token that may only read. */
  readonly fromFork?: boolean;
  readonly inputs?: Readonly<Record<string, InputValue>>;
}
