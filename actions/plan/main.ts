import { openCluster } from '../src/commands/cluster.ts';
import { seeRelease } from '../src/commands/content.ts';
import { tellDrift } from '../src/commands/drift.ts';
import { lookAtHealth, showFindings } from '../src/commands/health.ts';
import { flag, minutes } from '../src/commands/inputs.ts';
import { savePlan } from '../src/commands/plan-file.ts';
import { planPullRequest } from '../src/commands/plan-pull-request.ts';
import { askedPullRequest, isQueue } from '../src/commands/pull-request.ts';
import { keepSchedules } from '../src/commands/schedules.ts';
import { showPlan } from '../src/commands/show.ts';
import { type Seen, summariseFleet } from '../src/commands/summary.ts';
import { validateOnly } from '../src/commands/validate.ts';
import { fail, giveUp, output } from '../src/commands/workflow.ts';
import { isSettled } from '../src/plan/plan.ts';
import { deadlineIn } from '../src/run/deadline.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { planFor } from '../src/run/plan.ts';

async function main(): Promise<void> {
  const asked = askedPullRequest();
  if (asked === undefined) return isQueue() ? validateOnly() : tell(await look());
  const made = await planPullRequest(asked, look);
  if (made) await Promise.all([made.comment.show(made.seen.plan), tell(made.seen)]);
}

async function look(): Promise<Seen> {
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const adopt = flag('adopt');
  const cluster = await openCluster(deadlineIn(minutes('time-limit-minutes', 10)));
  const seenRelease = await seeRelease(cluster.declaration);
  const observation = await observe({ ...cluster, timeoutMs });
  closeAll(observation);
  const plan = planFor(cluster.declaration, observation, { ...cluster, adopt, ...seenRelease });
  return { declaration: cluster.declaration, observation, plan };
}

/** The outputs come first, so that nothing after them can keep them from the workflow. */
async function tell(seen: Seen): Promise<void> {
  const { plan } = seen;
  output('empty', isSettled(plan));
  output('fingerprint', plan.fingerprint);
  if (plan.refusals.length > 0) fail(plan.refusals.join('\n'));
  await savePlan(plan);
  await showPlan(plan);
  const health = await lookAtHealth(seen);
  showFindings(health, seen.observation);
  await summariseFleet({ ...seen, health });
  await tellDrift(plan, health);
}

// Last, and also after a failure: the schedules must outlive it.
main().catch(giveUp).then(keepSchedules);
