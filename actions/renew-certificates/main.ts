import { renew } from '../src/certificates/renew.ts';
import { fewestDays, renewalText } from '../src/certificates/report.ts';
import { OVERTAKEN, openClusterToChange, openDeployment } from '../src/commands/deployment.ts';
import { tellExpiry } from '../src/commands/expiry.ts';
import { flag, minutes } from '../src/commands/inputs.ts';
import { openProgress, print, say } from '../src/commands/show.ts';
import { summariseNow } from '../src/commands/summary.ts';
import { afterwards, fail, giveUp, output } from '../src/commands/workflow.ts';
import { deadlineIn } from '../src/run/deadline.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { stageFor } from '../src/run/plan.ts';

async function main(): Promise<void> {
  const force = flag('force');
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const deadline = deadlineIn(minutes('time-limit-minutes', 30));
  const cluster = await openClusterToChange(deadline);
  if ((await openDeployment()) === OVERTAKEN) return;
  const observation = await observe({ ...cluster, timeoutMs });
  const { progress, end } = await openProgress();
  try {
    const onDecision = ({ order, reason }: { order: boolean; reason: string }) =>
      print(`${order ? 'A certificate is ordered' : 'No certificate is ordered'}: ${reason}.`);
    const report = await renew({
      ...cluster,
      declaration: stageFor(cluster.declaration, observation),
      observation,
      force,
      progress,
      onDecision,
      leftMs: deadline.leftMs,
    });
    await finish(report);
    await afterwards('The issue', () => tellExpiry(cluster.declaration, report));
    await summariseNow({ ...cluster, timeoutMs });
  } finally {
    await end();
    closeAll(observation);
  }
}

async function finish(report: Awaited<ReturnType<typeof renew>>): Promise<void> {
  const now = Date.now();
  output('renewed', report.renewed);
  output('days-left', String(fewestDays(report, now) ?? ''));
  if (report.failures.length > 0) fail(report.failures.join('\n'));
  await say(renewalText(report, now));
}

main().catch(giveUp);
