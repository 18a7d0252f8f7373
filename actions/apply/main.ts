import { openClusterWithSecrets } from '../src/door/cluster.ts';
import { flag, minutes, text } from '../src/door/inputs.ts';
import { complete, confirmationOf, findMerged } from '../src/door/merged.ts';
import { openProgress, showPlan, showReport } from '../src/door/show.ts';
import { summariseApplied } from '../src/door/summary.ts';
import { fail, output } from '../src/door/workflow.ts';
import { mayApply } from '../src/plan/permission.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { applyPlan } from '../src/run/apply/index.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { planFor } from '../src/run/plan.ts';
import { messageOf } from '../src/run/progress.ts';

async function main(): Promise<void> {
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const arrivalMs = minutes('arrival-timeout-minutes', 10);
  const cluster = await openClusterWithSecrets();
  const merged = await findMerged(cluster.declaration.cluster);
  const observation = await observe({ ...cluster, timeoutMs });
  const plan = planFor(cluster.declaration, observation, {
    publicKey: cluster.secrets.deployKey.publicKey,
    adopt: flag('adopt'),
  });
  await showPlan(plan);
  output('fingerprint', plan.fingerprint);
  output('changed', !isEmpty(plan));
  const { progress, end } = await openProgress();
  try {
    mayApply(plan, confirmationOf(plan, text('confirm'), merged));
    const report = await applyPlan({ ...cluster, plan, observation, progress, arrivalMs });
    await Promise.all([finish(report), complete(merged, report)]);
    await summariseApplied({ ...cluster, plan, observation }, () => observe({ ...cluster, timeoutMs }));
  } catch (error) {
    await complete(merged, new Error(messageOf(error)));
    throw error;
  } finally {
    end();
    closeAll(observation);
  }
}

async function finish(report: Awaited<ReturnType<typeof applyPlan>>): Promise<void> {
  await showReport(report);
  if (report.failures.length > 0) fail(report.failures.join('\n'));
}

main().catch((error) => fail(messageOf(error)));
