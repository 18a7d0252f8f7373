import type { Scope } from '../workflow/expressions.ts';
import type { Step } from '../workflow/parse.ts';
import type { JobState } from './job-state.ts';

/** Everything needed to execute a step. */
export interface StepCall {
  readonly state: JobState;
  readonly step: Step;
  readonly env: Readonly<Record<string, string>>;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** Receives a line that the step printed, including commands and secrets. */
  show(line: string): void;
}

export interface StepEnd {
  /** Why it failed; '' if the step itself reported it; absent if it did not fail. */
  readonly failure?: string;
  /** In addition to those that it wrote to GITHUB_OUTPUT. */
  readonly outputs?: Readonly<Record<string, string>>;
}
