import type { Tokens } from '../actors.ts';
import type { Environments } from '../environments/environments.ts';
import type { Reviews } from '../environments/reviews.ts';
import type { TriggerEvent } from '../event.ts';
import type { Features } from '../features.ts';
import type { RunnerMachine } from '../machine/machine.ts';
import type { Run, Runs } from '../runs.ts';
import type { Settings } from '../settings.ts';
import type { Workflow } from '../workflow/parse.ts';
import type { Concurrency } from './concurrency.ts';
import type { Place } from './contexts.ts';

/** Data that all runs share. */
export interface RunnerGiven {
  readonly place: Place;
  readonly machine: RunnerMachine;
  readonly settings: Settings;
  readonly environments: Environments;
  readonly reviews: Reviews;
  readonly runs: Runs;
  readonly features: Features;
  readonly tokens: Tokens;
  readonly concurrency: Concurrency;
  /** Aborts when the local GitHub stops, which ends all runs. */
  readonly closing: AbortSignal;
  /** Called with every line of every job, with secrets hidden. */
  readonly log: (line: string) => void;
}

/** Data that the jobs of a run share. */
export interface RunGiven extends RunnerGiven {
  readonly run: Run;
  readonly event: TriggerEvent;
  readonly workflow: Workflow;
  readonly github: Readonly<Record<string, unknown>>;
}
