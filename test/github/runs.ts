import { EventEmitter, once } from 'node:events';
import type { TriggerEvent } from './event.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';
type RunStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';

/** What a step, an action or the runner itself says about a line of a file, or about nothing in particular. */
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
  /** Markdown, of all steps. */
  summary: string;
}

export interface Run {
  readonly id: number;
  /** Counts the runs of one workflow. */
  readonly number: number;
  /** From 1; each re-run is one more. */
  attempt: number;
  /** Those before this one, oldest first. */
  readonly attempts: Attempt[];
  /** The workflow's file below `.github/workflows/`. */
  readonly workflow: string;
  name: string;
  readonly event: TriggerEvent['name'];
  readonly actor: string;
  /** Who asked for this attempt. */
  triggeringActor: string;
  /** What it was started by, for a re-run. */
  readonly trigger: TriggerEvent;
  readonly branch: string;
  /** GITHUB_SHA. */
  readonly sha: string;
  /** The commit whose checks this run is, `head_sha` in the API. */
  readonly headSha: string;
  /** The pull request's number, when one started it. */
  readonly pull?: number;
  readonly createdAt: Date;
  status: RunStatus;
  conclusion?: Conclusion;
  /** Why it could not start. */
  error?: string;
  jobs: readonly JobRun[];
  /** Holds `<job>.log` and `artifacts/<name>/`. */
  folder: string;
}

/** What is left of an attempt after a re-run. */
export type Attempt = Omit<Run, 'attempts'>;

export interface RunFilter {
  readonly id?: number;
  readonly workflow?: string;
  readonly event?: TriggerEvent['name'];
  readonly branch?: string;
  readonly sha?: string;
  readonly pull?: number;
  /** Only runs that came after this one. */
  readonly after?: Run;
}

/** Every run there was, oldest first. Says `change` when one starts or ends. */
export class Runs extends EventEmitter {
  readonly #runs: Run[] = [];

  add(make: (id: number, number: (workflow: string) => number) => Run): Run {
    const run = make(this.#runs.length + 1, (workflow) => this.list({ workflow }).length + 1);
    this.#runs.push(run);
    this.emit('change');
    return run;
  }

  /** Begins a further attempt of a run that is over. */
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

  /** Resolves to what `look` finds, now or after a change. @throws when that takes longer. */
  async when<T>(look: () => T | undefined, what: string, timeoutMs: number): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(this, 'change', { signal }).catch(() => {
        throw new Error(`Waited ${timeoutMs / 1000} s for ${what}, in vain. ${this.#told()}`);
      });
    }
  }

  #told(): string {
    const told = this.#runs.map(
      ({ id, workflow, event, status, conclusion }) => `#${id} ${workflow} ${event}: ${conclusion ?? status}`,
    );
    return `Runs so far: ${told.join('; ') || 'none'}`;
  }
}
