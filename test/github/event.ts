import type { Actor } from './actors.ts';
import type { InputValue } from './workflow/inputs.ts';

type EventName =
  | 'push'
  | 'pull_request'
  | 'pull_request_target'
  | 'merge_group'
  | 'schedule'
  | 'workflow_dispatch';

/** An event that may start workflows. */
export interface TriggerEvent {
  readonly name: EventName;
  readonly actor: Actor;
  /** GITHUB_REF: the pushed ref, `refs/pull/<number>/merge`, or the default branch. */
  readonly ref: string;
  /** GITHUB_SHA. Workflows are read from this commit. */
  readonly sha: string;
  /** For branch filters: the pushed branch, or the base of the pull request. */
  readonly branch: string;
  /** `github.event`, the webhook's payload. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** For path filters. */
  changed(): Promise<readonly string[]>;
  /** The activity of a pull request or merge group: `opened`, `synchronize`, … */
  readonly action?: string;
  /** The pull request's number. */
  readonly pull?: number;
  /** The commit that gets this run's checks: the head of a pull request. By default GITHUB_SHA. */
  readonly headSha?: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  /** The run gets no secrets and a read-only token. */
  readonly fromFork?: boolean;
  readonly inputs?: Readonly<Record<string, InputValue>>;
}
