import type { ApplyRun } from '../src/apply/apply-run.ts';
import { type Attempt, attempts } from '../src/apply/attempts.ts';
import { certify } from '../src/certificates/certify.ts';
import { applyInputs, openClusterToApply, timeLimit } from '../src/commands/apply-inputs.ts';
import { checkoutRelease } from '../src/commands/content.ts';
import { OVERTAKEN, openDeployment, Superseded } from '../src/commands/deployment.ts';
import { finish } from '../src/commands/finish.ts';
import { text } from '../src/commands/inputs.ts';
import { Approvals } from '../src/commands/merged.ts';
import { requirePrograms } from '../src/commands/programs.ts';
import { openProgress, showPlan } from '../src/commands/show.ts';
import { summariseApplied } from '../src/commands/summary.ts';
import { giveUp, notice, output } from '../src/commands/workflow.ts';
import { messageOf } from '../src/lib/failure.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { deadlineIn } from '../src/run/deadline.ts';
import { observe } from '../src/run/observe.ts';
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
