import { renew as renewCertificate } from '../certificates/renew.ts';
import { fewestDays, renewalText } from '../certificates/renewal.ts';
import { deadlineIn } from '../run/deadline.ts';
import { closeAll, observe } from '../run/observe.ts';
import { stageFor } from '../run/plan.ts';
import { CLUSTER_SECRET, COMMENT_AUTHOR, COMMON, command, DEPLOYMENT, HOST_TIMEOUT } from './command.ts';
import { OVERTAKEN, openClusterToChange, openDeployment } from './deployment.ts';
import { flag, minutes, secret } from './inputs.ts';
import { reportExpiry } from './issues.ts';
import { openProgress } from './progress.ts';
import { print, say } from './show.ts';
import { summariseNow } from './summary.ts';
import { afterwards, fail, output } from './workflow.ts';

export const renew = command({
  action: 'renew-certificates',
  summary: "Renews the site's certificate when it is due, and checks what every web host serves.",
  inputs: {
    'digitalocean-token': secret(
      'DigitalOcean API token that can read droplets, and read and write domains.',
      {
        required: true,
      },
    ),
    'cluster-secret': CLUSTER_SECRET,
    force: flag('Renews the certificate although it is not due.'),
    'expiry-issue': flag(
      "Keeps an issue open while a host's certificate should have been renewed long ago (permission `issues: write`).",
      { only: 'workflow' },
    ),
    ...DEPLOYMENT,
    'comment-author': COMMENT_AUTHOR,
    ...COMMON,
    'time-limit-minutes': minutes('Minutes that the whole run may take.', 30),
    'host-timeout-minutes': HOST_TIMEOUT,
  },
  outputs: {
    renewed: '`true` if a new certificate was issued.',
    'days-left': 'Days until the first certificate that a host serves expires; empty if no host answered.',
  },
  async run(given) {
    const { force } = given;
    const timeoutMs = given['host-timeout-minutes'];
    const deadline = deadlineIn(given['time-limit-minutes']);
    const cluster = await openClusterToChange(deadline);
    if ((await openDeployment()) === OVERTAKEN) return;
    const observation = await observe({ ...cluster, timeoutMs });
    const { progress, end } = await openProgress();
    try {
      const onDecision = ({ order, reason }: { order: boolean; reason: string }) =>
        print(`${order ? 'A certificate is ordered' : 'No certificate is ordered'}: ${reason}.`);
      const report = await renewCertificate({
        ...cluster,
        declaration: stageFor(cluster.declaration, observation),
        observation,
        force,
        progress,
        onDecision,
        leftMs: deadline.leftMs,
      });
      await finish(report);
      await afterwards('The issue', () => reportExpiry(cluster.declaration, report));
      await summariseNow({ ...cluster, timeoutMs });
    } finally {
      await end();
      closeAll(observation);
    }
  },
});

async function finish(report: Awaited<ReturnType<typeof renewCertificate>>): Promise<void> {
  const now = Date.now();
  output('renewed', report.renewed);
  output('days-left', String(fewestDays(report, now) ?? ''));
  if (report.failures.length > 0) fail(report.failures.join('\n'));
  await say(renewalText(report, now));
}
