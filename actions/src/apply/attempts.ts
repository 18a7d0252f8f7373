import { randomUUID } from 'node:crypto';
import { Failure, messageOf } from '../lib/failure.ts';
import { healthOf, siteFindings } from '../plan/health/health.ts';
import { isEmpty } from '../plan/plan.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { observeHealth } from '../run/observe-health.ts';
import { planFor } from '../run/plan.ts';
import type { Progress } from '../run/progress.ts';
import { hasWork, joined, LeaseLost, LeaseRefused, type Report, Stop } from '../run/report.ts';
import { applyPlan } from './apply.ts';
import type { ApplySession, Work } from './context.ts';
import { awaitBusyHosts } from './lease.ts';
import { applyStages } from './stages.ts';

/** Decides whether a plan may be applied, and opens the view of its progress. Throws to refuse it. */
export type Approve = (
  attempt: Omit<Work, 'progress'>,
) => Promise<{ readonly progress: Progress; readonly end?: () => Promise<void> }>;

export type Applied = Omit<Work, 'progress'> & { readonly report: Report };

/**
 * Observes, plans and applies; again from the start after another run has changed the cluster or the lease was lost. The
 * report covers all attempts.
 */
export async function attempts(session: ApplySession, approve: Approve): Promise<Applied> {
  const past = new Past();
  const run = randomUUID();
  for (;;) {
    let observation: Observation | undefined;
    try {
      observation = await observe(session);
      const plan = planFor(session.declaration, observation, session);
      if (plan.dangers.length + plan.refusals.length > 0) await awaitBusyHosts(observation);
      const { progress, end } = await approve({ plan, observation });
      const terms = { ...session, leaseTerms: { ...session.leaseTerms, run, mustHold: past.losses > 0 } };
      const work = { plan, observation, progress };
      const apply = plan.passage || plan.isConverting ? applyStages : applyPlan;
      const report = await findingsIfIdle(session, work)
        .then(async (lines) => withFailures(await past.join(apply(terms, work)), lines))
        .finally(end);
      return { plan, observation, report };
    } catch (error) {
      if (!(error instanceof Stop)) throw past.within(error);
      if (past.isFinal(error)) throw error;
      session.onOvertaken(error.message);
    } finally {
      if (observation) closeAll(observation);
    }
  }
}

/**
 * What is wrong with the site when there is nothing to change: such a run proves nothing, so the site's health decides
 * whether it succeeds. Before apply, because that closes the connections over which hosts request pages for this machine.
 */
async function findingsIfIdle({ declaration, ...session }: ApplySession, work: Work): Promise<string[]> {
  if (!isEmpty(work.plan)) return [];
  const health = await (session.observeHealth ?? observeHealth)(declaration, work.observation);
  return siteFindings(healthOf(declaration, health), declaration).map(
    ({ host, what, todo }) => `${host}: ${what} ${todo}`,
  );
}

const withFailures = (report: Report, lines: readonly string[]): Report => ({
  ...report,
  failures: [...report.failures, ...lines],
});

/** A connection that breaks more often than this needs a person. */
const MOST_LOSSES = 2;

/** What the attempts of one run have done so far. */
class Past {
  losses = 0;
  private done: Report | undefined;

  readonly isFinal = (stop: Stop): boolean => stop instanceof LeaseRefused || this.losses > MOST_LOSSES;

  /** The report of this attempt and the earlier ones, also when it stops for good after it changed something. */
  async join(applying: Promise<Report>): Promise<Report> {
    try {
      return joined(this.done, await applying);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      this.done = joined(this.done, error.done);
      if (error instanceof LeaseLost) this.losses += 1;
      if (!this.isFinal(error) || !hasWork(this.done)) throw error;
      return withFailures(this.done, [error.message]);
    }
  }

  /** An error after an attempt that changed something must not read as if nothing was changed. */
  within(error: unknown): unknown {
    if (!hasWork(this.done)) return error;
    const hosts = this.done.hosts.filter(({ changed }) => changed > 0).map(({ host }) => host);
    const changed = [...this.done.cloud, ...hosts].join(', ');
    return new Failure({ what: messageOf(error), details: [`Before that, this run changed ${changed}.`] });
  }
}
