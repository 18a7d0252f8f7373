import { certify } from '../src/certificates/certify.ts';
import { openClusterWithSecrets } from '../src/door/cluster.ts';
import { checkoutRelease } from '../src/door/content.ts';
import { finish } from '../src/door/finish.ts';
import { flag, minutes, text } from '../src/door/inputs.ts';
import { complete, confirmationOf, findMerged, type Merged } from '../src/door/merged.ts';
import { openProgress, print, showPlan } from '../src/door/show.ts';
import { summariseApplied } from '../src/door/summary.ts';
import { giveUp, output, runName, runStarter } from '../src/door/workflow.ts';
import { mayApply } from '../src/plan/permission.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { type ApplyRun, type Attempt, attempts } from '../src/run/apply/attempts.ts';
import { clockUntil, deadlineIn } from '../src/run/deadline.ts';
import { observe } from '../src/run/observe.ts';
import { messageOf } from '../src/run/progress.ts';
import type { Report } from '../src/run/report.ts';

async function main(): Promise<void> {
  const deadline = deadlineIn(minutes('time-limit-minutes', 60));
  const inputs = {
    adopt: flag('adopt'),
    clock: clockUntil(deadline),
    timeoutMs: minutes('host-timeout-minutes', 1),
    arrivalMs: minutes('arrival-timeout-minutes', 10),
    by: runStarter(),
    lease: { holder: runName(), waitMs: minutes('lease-timeout-minutes', 10) },
    onOvertaken: (why: string) => print(`${why}: looking at it again.`),
  };
  const cluster = await openClusterWithSecrets(deadline);
  const { leftMs } = deadline;
  const run: ApplyRun = {
    ...inputs,
    ...cluster,
    checkout: () => checkoutRelease(cluster.declaration),
    certify: (declaration, observation, progress) =>
      certify({ ...cluster, declaration, observation, progress, leftMs }),
  };
  const merged = await findMerged(run.declaration.cluster);
  const applied = await attempts(run, (attempt) => treat(attempt, merged)).catch(async (error) => {
    await complete(merged, new Error(messageOf(error)));
    throw error;
  });
  await finish(applied, merged);
  await summariseApplied({ ...run, ...applied }, () => observe(run));
}

type Applied = Attempt & { readonly report: Report };

async function treat(attempt: Attempt, merged: Merged | undefined): Promise<Applied> {
  const { plan } = attempt;
  await showPlan(plan);
  output('fingerprint', plan.fingerprint);
  output('changed', !isEmpty(plan));
  mayApply(plan, confirmationOf(plan, text('confirm'), merged));
  const { progress, end } = await openProgress();
  return { ...attempt, report: await attempt.apply(progress).finally(end) };
}

main().catch(giveUp);
