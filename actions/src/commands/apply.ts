import { type Applied, type Approve, attempts } from '../apply/attempts.ts';
import type { ApplySession } from '../apply/context.ts';
import { certify } from '../certificates/renew.ts';
import { messageOf } from '../lib/failure.ts';
import { isEmpty } from '../plan/plan.ts';
import { clockUntil, deadlineIn } from '../run/deadline.ts';
import { observe } from '../run/observe.ts';
import { hasWork } from '../run/report.ts';
import { Approvals } from './approvals.ts';
import {
  CLUSTER_SECRET,
  COMMENT_AUTHOR,
  COMMON,
  command,
  DEPLOYMENT,
  HOST_TIMEOUT,
  LEASE_TIMEOUT,
} from './command.ts';
import { checkoutRelease } from './content.ts';
import { OVERTAKEN, openClusterToChange, openDeployment, Superseded } from './deployment.ts';
import { flag, minutes, secret, text } from './inputs.ts';
import { requirePrograms } from './programs.ts';
import { openProgress } from './progress.ts';
import { requireMailPassword } from './secrets.ts';
import { print, showPlan, showReport } from './show.ts';
import { summariseApplied } from './summary.ts';
import { fail, notice, output, runName, runStarter } from './workflow.ts';

export const apply = command({
  action: 'apply',
  summary: 'Changes the cluster to match its declaration.',
  inputs: {
    'digitalocean-token': secret(
      'DigitalOcean API token that can read and write droplets, firewalls, domains, tags, SSH keys, uptime checks and monitoring alerts.',
      { required: true },
    ),
    'cluster-secret': CLUSTER_SECRET,
    'mail-password': secret('Password of the mail relay; required if cluster.yml declares `mail`.'),
    confirm: text('Fingerprint of a plan that needs your confirmation, as that plan printed it.'),
    adopt: flag(
      "Takes over existing DNS records at the site's names that another owner created. The plan shows what happens to each.",
    ),
    'recover-from': text(
      'Member that starts the database, if all members are down and do not know which one is the newest. What only another member has is lost.',
    ),
    ...DEPLOYMENT,
    'github-token': secret(
      "The job's own token, required in a workflow (permission `pull-requests: write`): it reads the approval of the merged pull request, and completes its comment.",
      { only: 'workflow' },
    ),
    'comment-author': COMMENT_AUTHOR,
    ...COMMON,
    'host-timeout-minutes': HOST_TIMEOUT,
    'arrival-timeout-minutes': minutes('Minutes that a new droplet may take to answer over SSH.', 10, {
      only: 'environment',
    }),
    'lease-timeout-minutes': LEASE_TIMEOUT,
    'time-limit-minutes': minutes('Minutes that the whole run may take.', 60),
  },
  outputs: {
    changed: '`true` if the plan was not empty.',
    fingerprint: 'Fingerprint of the plan that was applied.',
    approved: 'Fingerprints that the merged pull requests approved, separated by spaces; for sync-content.',
    finished:
      '`true` if every host that answers was worked on, though some may have failed. Otherwise nothing, or not everything, was done.',
  },
  async run(given) {
    requirePrograms('rsync', 'ssh');
    const deadline = deadlineIn(given['time-limit-minutes']);
    const cluster = await openClusterToChange(deadline);
    requireMailPassword(cluster.declaration);
    const deployment = await openDeployment();
    if (deployment === OVERTAKEN) return;
    const { leftMs } = deadline;
    const session: ApplySession = {
      ...cluster,
      adopt: given.adopt,
      recoverFrom: given['recover-from'] || undefined,
      clock: clockUntil(deadline),
      timeoutMs: given['host-timeout-minutes'],
      arrivalMs: given['arrival-timeout-minutes'],
      by: runStarter(),
      leaseTerms: { holder: runName(), waitMs: given['lease-timeout-minutes'] },
      onOvertaken: (why: string) => print(`${why}: observing the cluster again.`),
      deployed: deployment,
      checkout: () => checkoutRelease(cluster.declaration),
      certify: (work) => certify({ ...cluster, ...work, leftMs }),
    };
    const approvals = new Approvals(deployment, cluster);
    const approve = approveWith(approvals, given.confirm);
    const applied = await attempts(session, approve).catch(async (error) => {
      if (error instanceof Superseded) return notice(error.message);
      await approvals.complete(new Error(messageOf(error)));
      throw error;
    });
    if (!applied) return;
    await finish(applied, approvals);
    await summariseApplied({ ...session, ...applied }, () => observe(session));
  },
});

const approveWith =
  (approvals: Approvals, confirm: string): Approve =>
  async ({ plan, observation }) => {
    output('fingerprint', plan.fingerprint);
    output('changed', !isEmpty(plan));
    approvals.search(observation);
    await showPlan(plan);
    await approvals.permit(plan, confirm);
    return openProgress();
  };

/** Reports what an apply did. The result comes first, so nothing after it can change it. */
async function finish({ report, plan }: Applied, approvals: Approvals): Promise<void> {
  output('finished', report.isFinished === true);
  output('changed', !isEmpty(plan) || hasWork(report));
  output('approved', (await approvals.approved()).join(' '));
  if (report.failures.length > 0) fail(report.failures.join('\n'));
  await Promise.all([showReport(report), approvals.complete(report)]);
}
