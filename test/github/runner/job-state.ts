import { join } from 'node:path';
import type { RunnerMachine } from '../machine/machine.ts';
import type { JobRun } from '../runs.ts';
import type { Scope, Status } from '../workflow/expressions.ts';
import type { Fields } from '../workflow/parse.ts';
import type { Place } from './contexts.ts';
import type { Masks } from './masks.ts';

/** The value of `steps.<id>`. */
interface StepFact {
  readonly outputs: Readonly<Record<string, string>>;
  /** Before and after `continue-on-error`. */
  readonly outcome: string;
  readonly conclusion: string;
}

/** A job while it runs. */
export interface JobState {
  readonly place: Place;
  readonly machine: RunnerMachine;
  readonly job: JobRun;
  /** Of the job, after those of the workflow. */
  readonly defaults: readonly Fields[];
  /** The job owns `work/`, `temp/` and `home/` in it. */
  readonly folder: string;
  /** The directory for artifacts. */
  readonly artifacts: string;
  readonly masks: Masks;
  /** Adds one line to the log, unchanged. */
  log(line: string): void;
  /** Aborts when the run is cancelled or the job reaches its time limit. */
  readonly cancel: AbortSignal;
  /** `github`, `secrets`, `vars`, `inputs`, `needs`. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Variables that GitHub and the runner set for every command. */
  readonly environment: Readonly<Record<string, string>>;
  /** `env` of the workflow and the job. Steps add to it by GITHUB_ENV. */
  env: Readonly<Record<string, string>>;
  /** Directories that steps added by GITHUB_PATH, the last one first. */
  paths: readonly string[];
  readonly steps: Record<string, StepFact>;
  failed: boolean;
}

export const workspaceOf = ({ folder }: Pick<JobState, 'folder'>): string => join(folder, 'work');
export const temporaryOf = ({ folder }: Pick<JobState, 'folder'>): string => join(folder, 'temp');

export function statusOf({ failed, cancel }: JobState): Status {
  const cancelled = cancel.aborted;
  return { success: !failed && !cancelled, failure: failed && !cancelled, cancelled };
}

/** The contexts available to expressions in a step. */
export function scopeOf(state: JobState, stepEnv: Readonly<Record<string, string>> = {}): Scope {
  const { cancelled, success } = statusOf(state);
  const status = cancelled ? 'cancelled' : success ? 'success' : 'failure';
  return {
    contexts: {
      ...state.contexts,
      ...{ env: { ...state.env, ...stepEnv }, steps: state.steps, job: { status }, runner: runnerOf(state) },
    },
    status: statusOf(state),
  };
}

const runnerOf = (state: JobState) => ({
  ...{ name: 'local', os: 'Linux', arch: 'X64', environment: 'github-hosted', debug: '' },
  ...{ temp: temporaryOf(state), tool_cache: join(state.folder, 'tools') },
});
