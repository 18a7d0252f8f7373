import { openCluster } from '../src/door/cluster.ts';
import { flag, minutes } from '../src/door/inputs.ts';
import { showPlan } from '../src/door/show.ts';
import { fail, output } from '../src/door/workflow.ts';
import { isEmpty } from '../src/plan/plan.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { planFor } from '../src/run/plan.ts';
import { messageOf } from '../src/run/progress.ts';

async function main(): Promise<void> {
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const cluster = await openCluster();
  const observation = await observe({ ...cluster, timeoutMs });
  closeAll(observation);
  const plan = planFor(cluster.declaration, observation, {
    publicKey: cluster.secrets?.deployKey.publicKey,
    adopt: flag('adopt'),
  });
  await showPlan(plan);
  output('empty', isEmpty(plan));
  output('fingerprint', plan.fingerprint);
  if (plan.refusals.length > 0) fail(plan.refusals.join('\n'));
}

main().catch((error) => fail(messageOf(error)));
