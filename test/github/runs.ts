import { EventEmitter, once } from 'node:events';
import type { TriggerEvent } from './event.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';
type RunStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';

/** A message of a step, an action or the runner, about a line of a file or in general. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

interface StepRun {
  readonly name: string;
  readonly conclusion: Conclusion;
}

export interface JobRun {
  readonly id: string;
  name: string;
  status: RunStatus;
  conclusion?: Conclusion;
  environment?: string;
  readonly steps: StepRun[];
  readonly annotations: Annotation[];
  readonly outputs: Record<string, string>;
  /** The Markdown of all steps. */
  summary: string;
}

export interface Run {
  readonly id: number;
  /** Counts the runs of one workflow. */
  readonly number: number;
  /** Starts at 1; each re-run adds one. */
  attempt: number;
  /** The earlier attempts, oldest first. */
  readonly attempts: Attempt[];
  /** The name of the workflow's file in `.github/workflows/`. */
  readonly workflow: string;
  name: string;
  readonly event: TriggerEvent['name'];
  readonly actor: string;
  /** The person who started this attempt. */
  triggeringActor: string;
  /** The event that started it, for a re-run. */
  readonly trigger: TriggerEvent;
  readonly branch: string;
  /** GITHUB_SHA. */
  readonly sha: string;
  /** The commit that gets this run's checks; `head_sha` in the API. */
  readonly headSha: string;
  /** The number of the pull request that started it. */
  readonly pull?: number;
  readonly createdAt: Date;
  status: RunStatus;
  conclusion?: Conclusion;
  /** Why it did not start. */
  error?: string;
  jobs: readonly JobRun[];
  /** The folder with `<job>.log` and `artifacts/<name>/`. */
  folder: string;
}

/** The data of an earlier attempt after a re-run. */
export type Attempt = Omit<Run, 'attempts'>;

export interface RunFilter {
  readonly id?: number;
  readonly workflow?: string;
  readonly event?: TriggerEvent['name'];
  readonly branch?: string;
  readonly sha?: string;
  readonly pull?: number;
  /** Only runs after this one. */
  readonly after?: Run;
}

/** All runs, oldest first. Says `change` when one starts or ends. */
export class Runs extends EventEmitter {
  readonly #runs: Run[] = [];

  add(make: (id: number, number: (workflow: string) => number) => Run): Run {
    const run = make(this.#runs.length + 1, (workflow) => this.list({ workflow }).length + 1);
    this.#runs.push(run);
    this.emit('change');
    return run;
  }

  /** Starts another attempt of a finished run. */
  again(run: Run, folder: string, triggeringActor: string): void {
    const { attempts, ...last } = run;
    attempts.push(last);
    delete run.conclusion;
    delete run.error;
    const fresh = { status: 'queued' as const, jobs: [], attempt: run.attempt + 1, folder, triggeringActor };
    Object.assign(run, fresh);
    this.emit('change');
  }

  complete(run: Run, conclusion: Conclusion): void {
    Object.assign(run, { status: 'completed', conclusion });
    this.emit('change');
  }

  list(filter: RunFilter = {}): readonly Run[] {
    const { after, ...same } = filter;
    const wanted = Object.entries(same).filter(([, value]) => value !== undefined);
    return this.#runs.filter(
      (run) => run.id > (after?.id ?? 0) && wanted.every(([key, value]) => run[key as keyof Run] === value),
    );
  }

  /** Returns what `look` finds, now or after a change. @throws after the timeout. */
  async when<T>(look: () => T | undefined, what: string, timeoutMs: number): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(this, 'change', { signal }).catch(() => {
        throw new Error(`Waited ${timeoutMs / 1000} s for ${what} without success. ${this.#summary()}`);
      });
    }
  }

  #summary(): string {
    const runs = this.#runs.map(
      ({ id, workflow, event, status, conclusion }) => `#${id} ${workflow} ${event}: ${conclusion ?? status}`,
    );
    return `Runs so far: ${runs.join('; ') || 'none'}`;
  }
}
