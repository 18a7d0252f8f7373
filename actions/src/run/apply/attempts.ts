import type { Plan } from '../../plan/plan.ts';
import { closeAll, type Observation, type ObserveOptions, observe } from '../observe.ts';
import { planFor } from '../plan.ts';
import type { Progress } from '../progress.ts';
import type { Report } from '../report.ts';
import { type ApplyInput, applyPlan } from './index.ts';
import { Overtaken } from './lease.ts';

export interface ApplyRun
  extends Omit<ApplyInput, 'plan' | 'observation' | 'progress' | 'clock'>,
    Pick<ObserveOptions, 'timeoutMs' | 'clock'> {
  /** Whether to take over the records of others that stand on the site's names. */
  readonly adopt: boolean;
  /** Told why all is done again. */
  readonly onOvertaken: (why: string) => void;
}

/** What was found, and what is to be done about it. */
export interface Attempt {
  readonly observation: Observation;
  readonly plan: Plan;
  readonly apply: (progress: Progress) => Promise<Report>;
}

/** Looks, plans and lets `work` apply the plan; from the start again where another run has changed the cluster since. */
export async function attempts<T>(run: ApplyRun, work: (attempt: Attempt) => Promise<T>): Promise<T> {
  for (;;) {
    const observation = await observe(run);
    try {
      const plan = planFor(run.declaration, observation, run);
      const apply = (progress: Progress) => applyPlan({ ...run, plan, observation, progress });
      return await work({ observation, plan, apply });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      run.onOvertaken(error.message);
    } finally {
      closeAll(observation);
    }
  }
}
