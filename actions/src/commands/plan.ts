import { isSettled } from '../plan/plan.ts';
import { deadlineIn } from '../run/deadline.ts';
import { closeAll, observe } from '../run/observe.ts';
import { planFor } from '../run/plan.ts';
import { openCluster } from './cluster.ts';
import { COMMENT_AUTHOR, COMMON, command, giveUp, HOST_TIMEOUT } from './command.ts';
import { maxFileBytes, seeRelease } from './content.ts';
import { askedPullRequest, isQueue, keepSchedules } from './github.ts';
import { flag, minutes, secret, text, type Values } from './inputs.ts';
import { reportDrift } from './issues.ts';
import { planPullRequest } from './plan-pull-request.ts';
import { savePlan, showPlan } from './show.ts';
import { assessHealth, type Seen, showFindings, summariseFleet } from './summary.ts';
import { validateOnly } from './validate.ts';
import { fail, output } from './workflow.ts';

const INPUTS = {
  'digitalocean-token': secret('DigitalOcean API token; read-only is enough.', { required: true }),
  'plan-key': secret('Private SSH key that can run only the facts command on the hosts.'),
  'cluster-secret': secret("The cluster's secret, 64 hexadecimal digits; not needed with plan-key."),
  adopt: flag(
    "Takes over existing DNS records at the site's names that another owner created. The plan shows what happens to each.",
  ),
  'github-token': secret(
    "The job's own token, for the pull request and its comment (permissions `contents: read` and `pull-requests: write`).",
    { only: 'workflow' },
  ),
  'comment-author': COMMENT_AUTHOR,
  'pull-request': text("Number of the pull request to plan, if it is not the event's.", { only: 'workflow' }),
  'max-file-mib': maxFileBytes,
  'plan-file': text('Path to write the whole plan to, as JSON.'),
  'drift-issue': flag('Keeps an issue open while the plan is not empty (permission `issues: write`).', {
    only: 'workflow',
  }),
  'keep-schedules': text(
    'File names of workflows to keep scheduled, e.g. "drift.yml certificates.yml" (permission `actions: write`).',
    { only: 'workflow' },
  ),
  ...COMMON,
  'host-timeout-minutes': HOST_TIMEOUT,
  'time-limit-minutes': minutes('Minutes that the whole run may take.', 10),
};
type Given = Values<typeof INPUTS>;

export const plan = command({
  action: 'plan',
  summary: 'Shows what would change, what it costs and what is at risk. Changes nothing.',
  inputs: INPUTS,
  outputs: {
    empty: '`true` if there is nothing to change.',
    fingerprint: 'Confirms exactly this plan.',
    'plan-file': 'Path of the plan as JSON, if you asked for one.',
  },
  async run(given) {
    await planOrValidate(given).catch(giveUp);
    // Also after a failure: the schedules must outlive it.
    await keepSchedules(given['keep-schedules']);
  },
});

async function planOrValidate(given: Given): Promise<void> {
  const asked = askedPullRequest();
  const make = () => planNow(given);
  if (asked === undefined) return isQueue() ? validateOnly() : report(await make(), given);
  const made = await planPullRequest(asked, make);
  if (made) await Promise.all([made.comment.show(made.seen.plan), report(made.seen, given)]);
}

async function planNow(given: Given): Promise<Seen> {
  const timeoutMs = given['host-timeout-minutes'];
  const { adopt } = given;
  const cluster = await openCluster(deadlineIn(given['time-limit-minutes']));
  const seenRelease = await seeRelease(cluster.declaration, given['max-file-mib']);
  const observation = await observe({ ...cluster, timeoutMs });
  closeAll(observation);
  const plan = planFor(cluster.declaration, observation, { ...cluster, adopt, ...seenRelease });
  return { declaration: cluster.declaration, observation, plan };
}

/** The outputs come first, so nothing after them can keep them from the workflow. */
async function report(seen: Seen, given: Given): Promise<void> {
  const { plan } = seen;
  output('empty', isSettled(plan));
  output('fingerprint', plan.fingerprint);
  if (plan.refusals.length > 0) fail(plan.refusals.join('\n'));
  await savePlan(plan, given['plan-file']);
  await showPlan(plan);
  const health = await assessHealth(seen);
  showFindings(health, seen.observation);
  await summariseFleet({ ...seen, health });
  await reportDrift(plan, health);
}
