import { closeIssue, openIssue, type StickyIssue } from '../github/issues.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import type { Health } from '../plan/health/health.ts';
import { renderFindingsMarkdown } from '../plan/health/markdown.ts';
import { isSettled, type Plan } from '../plan/plan.ts';
import { COMMENT_LIMIT, renderMarkdown } from '../plan/render/markdown.ts';
import { requireRepository } from './github.ts';
import { flag } from './inputs.ts';
import { afterwards } from './workflow.ts';

const INPUT = 'drift-issue';

/**
 * Where asked to, keeps one issue open while the cluster differs from the default branch or is not well. Fails where
 * that issue cannot be written, since nothing else would report it; with nothing to report that is a warning.
 */
export async function tellDrift(plan: Plan, health: Health): Promise<void> {
  if (!flag(INPUT)) return;
  const issue = { marker: `<!-- flotilla:drift:${plan.cluster} -->`, label: 'drift', input: INPUT };
  const github = () => requireRepository(INPUT);
  if (isSettled(plan) && health.findings.length === 0)
    return afterwards('The drift issue', async () => closeIssue(await github(), issue, FAREWELL));
  await openIssue(await github(), { ...issue, ...report(plan, health, issue.marker) });
}

function report(plan: Plan, health: Health, marker: string): Pick<StickyIssue, 'title' | 'body'> {
  const title = `Cluster ${plan.cluster} is ${isSettled(plan) ? 'not well' : 'not as declared'}`;
  const parts = [
    ...(isSettled(plan) ? [] : [ADVICE]),
    ...(health.findings.length === 0 ? [] : [renderFindingsMarkdown(health)]),
    ...(isSettled(plan) ? [FOLLOWS] : [FOLLOWS, render(plan)]),
  ];
  return { title, body: [marker, ...parts].join('\n\n') };
}

const FAREWELL = 'The cluster matches its declaration again, and it is well.';

const ADVICE =
  `The cluster differs from its declaration. To make it match, ${runWorkflow('deploy')}. If you want to keep what is ` +
  'there, change the declaration instead.';

const FOLLOWS = 'The drift workflow updates this issue, and closes it once this is fixed.';

/** Without time and run, so that an issue with the same content is not updated. */
const render = (plan: Plan): string =>
  renderMarkdown(plan, { limit: COMMENT_LIMIT - 1000, elsewhere: "The job's summary has all of it." });
