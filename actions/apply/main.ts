import type { ApplyRun } from '../src/apply/apply-run.ts';
import { type Attempt, attempts } from '../src/apply/attempts.ts';
import { certify } from '../src/certificates/certify.ts';
import { applyInputs, openClusterToApply, timeLimit } from '../src/door/apply-inputs.ts';
import { checkoutRelease } from '../src/door/content.ts';
import { OVERTAKEN, openDeployment, Superseded } from '../src/door/deployment.ts';
import { finish } from '../src/door/finish.ts';
import { text } from '../src/door/inputs.ts';
import { Approvals } from '../src/door/merged.ts';
import { requirePrograms } from '../src/door/programs.ts';
import { openProgress, showPlan } from '../src/door/show.ts';
import { summariseApplied } from '../src/door/summary.ts';
import { giveUp, notice, output } from '../src/door/workflow.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { deadlineIn } from '../src/run/deadline.ts';
import { observe } from '../src/run/observe.ts';
import { messageOf } from '../src/run/progress.ts';
import type { Report } from '../src/run/report.ts';

async function main(): Promise<void> {
  requirePrograms('rsync', 'ssh');
  const deadline = deadlineIn(timeLimit());
  const inputs = applyInputs(deadline);
  const cluster = await openClusterToApply(deadline);
  const deployment = await openDeployment();
  if (deployment === OVERTAKEN) return;
  const { leftMs } = deadline;
  const run: ApplyRun = {
    ...inputs,
    ...cluster,
    deployed: deployment,
    checkout: () => checkoutRelease(cluster.declaration),
    certify: (declaration, observation, progress) =>
      certify({ ...cluster, declaration, observation, progress, leftMs }),
  };
  const approvals = new Approvals(deployment, cluster);
  const applied = await attempts(run, (attempt) => applyOnce(attempt, approvals)).catch(async (error) => {
    if (error instanceof Superseded) return notice(error.message);
    await approvals.complete(new Error(messageOf(error)));
    throw error;
  });
  if (!applied) return;
  await finish(applied, approvals);
  await summariseApplied({ ...run, ...applied }, () => observe(run));
}

type Applied = Attempt & { readonly report: Report };

async function applyOnce(attempt: Attempt, approvals: Approvals): Promise<Applied> {
  const { plan } = attempt;
  output('fingerprint', plan.fingerprint);
  output('changed', !isEmpty(plan));
  approvals.search(attempt.observation);
  await showPlan(plan);
  await approvals.permit(plan, text('confirm'));
  const { progress, end } = await openProgress();
  return { ...attempt, report: await attempt.apply(progress).finally(end) };
}

main().catch(giveUp);
