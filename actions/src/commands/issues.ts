import type { RenewReport } from '../certificates/renewal.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { closeIssue, openIssue, type StickyIssue } from '../github/issues.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { daysLeft, isOverdue } from '../lib/thresholds.ts';
import type { Health } from '../plan/health/health.ts';
import { renderFindingsMarkdown } from '../plan/health/render.ts';
import { isSettled, type Plan } from '../plan/plan.ts';
import { COMMENT_LIMIT, renderMarkdown } from '../plan/render/markdown.ts';
import { code, plain, row } from '../plan/render/markdown-escape.ts';
import { requireRepository } from './github.ts';
import { flagOf } from './inputs.ts';
import { afterwards } from './workflow.ts';

const DRIFT = 'drift-issue';
const EXPIRY = 'expiry-issue';

/**
 * With the input `drift-issue`, keeps one issue open while the cluster differs from the default branch or is not well.
 * Throws if the issue cannot be written, because nothing else would report it. With nothing to report, that is a warning.
 */
export async function reportDrift(plan: Plan, health: Health): Promise<void> {
  if (!flagOf(DRIFT)) return;
  const issue = { marker: `<!-- flotilla:drift:${plan.cluster} -->`, label: 'drift', input: DRIFT };
  const github = () => requireRepository(DRIFT);
  if (isSettled(plan) && health.findings.length === 0)
    return afterwards('The drift issue', async () => closeIssue(await github(), issue, MATCHES));
  await openIssue(await github(), { ...issue, ...driftReport(plan, health, issue.marker) });
}

function driftReport(plan: Plan, health: Health, marker: string): Pick<StickyIssue, 'title' | 'body'> {
  const title = `Cluster ${plan.cluster} is ${isSettled(plan) ? 'not well' : 'not as declared'}`;
  const parts = [
    ...(isSettled(plan) ? [] : [DRIFT_ADVICE]),
    ...(health.findings.length === 0 ? [] : [renderFindingsMarkdown(health)]),
    ...(isSettled(plan) ? [FOLLOWS] : [FOLLOWS, render(plan)]),
  ];
  return { title, body: [marker, ...parts].join('\n\n') };
}

const MATCHES = 'The cluster matches its declaration again, and it is well.';

const DRIFT_ADVICE =
  `The cluster differs from its declaration. To make it match, ${runWorkflow('deploy')}. If you want to keep what is ` +
  'there, change the declaration instead.';

const FOLLOWS = 'The drift workflow updates this issue, and closes it once this is fixed.';

/** Without time and run, so an issue with the same content is not updated. */
const render = (plan: Plan): string =>
  renderMarkdown(plan, { limit: COMMENT_LIMIT - 1000, elsewhere: "The job's summary has all of it." });

/**
 * With the input `expiry-issue`, keeps one issue open while a host serves a certificate that should have been renewed long
 * ago. It closes only when every host was seen with a newer one: a host that does not answer proves nothing.
 */
export async function reportExpiry({ cluster, web }: Declaration, report: RenewReport): Promise<void> {
  if (!flagOf(EXPIRY)) return;
  const now = Date.now();
  const overdue = report.served.filter((seen) => isOverdue(seen, now));
  const silent = web.some(({ name }) => !report.served.some(({ host }) => host === name));
  if (overdue.length === 0 && silent) return;
  const github = await requireRepository(EXPIRY);
  const issue = { marker: `<!-- flotilla:certificate:${cluster} -->`, label: 'certificate', input: EXPIRY };
  if (overdue.length === 0) {
    await closeIssue(github, issue, 'Every host serves a certificate with time left again.');
    return;
  }
  const title = `The certificate of cluster ${cluster} expires soon`;
  const body = [issue.marker, EXPIRY_ADVICE, table(overdue, now), causes(report)].join('\n\n');
  await openIssue(github, { ...issue, title, body });
}

const EXPIRY_ADVICE =
  'The certificate should have been renewed some time ago. Fix the errors listed below. ' +
  `Then ${runWorkflow('certificates', { force: true })}. ` +
  'The workflow updates this issue, and closes it once every host serves a renewed certificate.';

const table = (overdue: RenewReport['served'], now: number): string =>
  [
    '| Host | Address | Ends | Days left |',
    '|---|---|---|--:|',
    ...overdue.map(({ host, address, notAfter }) =>
      row(
        plain(host),
        code(address),
        new Date(notAfter).toISOString().slice(0, 10),
        `${daysLeft(notAfter, now)}`,
      ),
    ),
  ].join('\n');

const causes = ({ failures }: RenewReport): string => failures.map((line) => `- ${plain(line)}`).join('\n');
