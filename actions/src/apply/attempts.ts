import { randomUUID } from 'node:crypto';
import { messageOf } from '../lib/failure.ts';
import { isEmpty, type Plan } from '../plan/plan.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { planFor } from '../run/plan.ts';
import type { Progress } from '../run/progress.ts';
import { hasWork, joined, LeaseLost, LeaseRefused, type Report, Stop } from '../run/report.ts';
import type { ApplyRun } from './apply-run.ts';
import { awaitBusyHosts } from './converge/converge-idle-hosts.ts';
import { applyStages } from './stages.ts';
import { unlessUnwell } from './unwell.ts';

/** What was found, and what is to be done about it. */
export interface Attempt {
  readonly observation: Observation;
  readonly plan: Plan;
  readonly apply: (progress: Progress) => Promise<Report>;
}

/**
 * Observes, plans and lets `work` apply the plan; from the start again after another run has changed the cluster or the
 * lease was lost. What earlier attempts did stays part of the report.
 */
export async function attempts<T>(run: ApplyRun, work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const past = new Past();
  const identity = randomUUID();
  for (;;) {
    try {
      return await attempt({ ...run, lease: { ...run.lease, run: identity } }, past, work);
    } catch (error) {
      if (!(error instanceof Stop)) throw past.within(error);
      if (past.isFinal(error)) throw error;
      run.onOvertaken(error.message);
    }
  }
}

async function attempt<T>(run: ApplyRun, past: Past, work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const observation = await observe(run);
  try {
    const plan = planFor(run.declaration, observation, run);
    if (plan.dangers.length + plan.refusals.length > 0) await awaitBusyHosts(observation);
    const lease = { ...run.lease, mustHold: past.losses > 0 };
    const make = (progress: Progress) => {
      const apply = () => applyStages({ ...run, lease, plan, observation, progress });
      return isEmpty(plan) ? unlessUnwell({ ...run, observation, apply }) : apply();
    };
    const apply = (progress: Progress) => past.join(make(progress));
    return await work({ observation, plan, apply });
  } finally {
    closeAll(observation);
  }
}

/** A link that breaks again and again is for a person to look at. */
const MOST_LOSSES = 2;

/** What the attempts of one run have done so far. */
class Past {
  losses = 0;
  private done: Report | undefined;

  readonly isFinal = (stop: Stop): boolean => stop instanceof LeaseRefused || this.losses > MOST_LOSSES;

  /** The report of this attempt and those before. One that stops for good after it changed something has one too. */
  async join(applying: Promise<Report>): Promise<Report> {
    try {
      return joined(this.done, await applying);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      this.done = joined(this.done, error.done);
      if (error instanceof LeaseLost) this.losses += 1;
      if (!this.isFinal(error) || !hasWork(this.done)) throw error;
      return { ...this.done, failures: [...this.done.failures, error.message] };
    }
  }

  /** An error after an attempt that changed something must not read as if nothing was changed. */
  within(error: unknown): unknown {
    if (!hasWork(this.done)) return error;
    const hosts = this.done.hosts.filter(({ changed }) => changed > 0).map(({ host }) => host);
    const changed = [...this.done.cloud, ...hosts].join(', ');
    return new Error(`${messageOf(error)}\nBefore that, this run changed ${changed}.`, { cause: error });
  }
}
