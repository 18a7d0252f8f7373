import { openClusterWithSecrets } from '../src/door/cluster.ts';
import { checkoutRelease } from '../src/door/content.ts';
import { flag, minutes, text } from '../src/door/inputs.ts';
import { complete, confirmationOf, findMerged, type Merged } from '../src/door/merged.ts';
import { openProgress, showPlan, showReport } from '../src/door/show.ts';
import { summariseApplied } from '../src/door/summary.ts';
import { fail, output, runName } from '../src/door/workflow.ts';
import { mayApply } from '../src/plan/permission.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { applyPlan, Overtaken } from '../src/run/apply/index.ts';
import { clockUntil, deadlineIn } from '../src/run/deadline.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { planFor } from '../src/run/plan.ts';
import { messageOf } from '../src/run/progress.ts';
import type { Report } from '../src/run/report.ts';

async function main(): Promise<void> {
  const deadline = deadlineIn(minutes('time-limit-minutes', 60));
  const cluster = await openClusterWithSecrets(deadline);
  const run = {
    ...cluster,
    clock: clockUntil(deadline),
    timeoutMs: minutes('host-timeout-minutes', 1),
    arrivalMs: minutes('arrival-timeout-minutes', 10),
    checkout: () => checkoutRelease(cluster.declaration),
    lease: { holder: runName(), waitMs: minutes('lease-timeout-minutes', 10) },
  };
  const merged = await findMerged(run.declaration.cluster);
  try {
    let report: Report | undefined;
    while (report === undefined) report = await attempt(run, merged);
    await Promise.all([showReport(report), complete(merged, report)]);
    if (report.failures.length > 0) fail(report.failures.join('\n'));
  } catch (error) {
    await complete(merged, new Error(messageOf(error)));
    throw error;
  }
}

type Run = Awaited<ReturnType<typeof openClusterWithSecrets>> &
  Pick<Parameters<typeof applyPlan>[0], 'arrivalMs' | 'checkout' | 'lease'> &
  Pick<Parameters<typeof observe>[0], 'timeoutMs' | 'clock'>;

/** Undefined when another run changed the cluster after this one had looked at it: then all is to be done again. */
async function attempt(run: Run, merged: Merged | undefined): Promise<Report | undefined> {
  const observation = await observe(run);
  const plan = planFor(run.declaration, observation, {
    secrets: run.secrets,
    adopt: flag('adopt'),
  });
  await showPlan(plan);
  output('fingerprint', plan.fingerprint);
  output('changed', !isEmpty(plan));
  const { progress, end } = await openProgress();
  try {
    mayApply(plan, confirmationOf(plan, text('confirm'), merged));
    const report = await applyPlan({ ...run, plan, observation, progress });
    await summariseApplied({ ...run, plan, observation }, () => observe(run));
    return report;
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    progress({ kind: 'stage', title: `${error.message}: looking at it again.` });
    return undefined;
  } finally {
    end();
    closeAll(observation);
  }
}

main().catch((error) => fail(messageOf(error)));
