import type { Scope } from '../workflow/expressions.ts';
import type { Step } from '../workflow/parse.ts';
import type { JobState } from './job-state.ts';

/** All that carries a step out. */
export interface StepCall {
  readonly state: JobState;
  readonly step: Step;
  readonly env: Readonly<Record<string, string>>;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** Takes a line that the step printed, commands and secrets included. */
  show(line: string): void;
}

export interface StepEnd {
  /** Why it failed; '' when it said so itself; absent when it did not fail. */
  readonly failure?: string;
  /** Beside those it wrote to GITHUB_OUTPUT. */
  readonly outputs?: Readonly<Record<string, string>>;
}
