import { closeIssue, openIssue } from '../github/issues.ts';
import type { Health } from '../plan/health/health.ts';
import { renderFindingsMarkdown } from '../plan/health/markdown.ts';
import { COMMENT_LIMIT, renderMarkdown } from '../plan/markdown.ts';
import { isSettled, type Plan } from '../plan/plan.ts';
import { requireRepository } from './github.ts';
import { flag } from './inputs.ts';

const LABEL = 'drift';

/** Where asked to, keeps one issue open as long as the cluster is not what the default branch declares, or is not well. */
export async function tellDrift(plan: Plan, health: Health): Promise<void> {
  if (!flag('drift-issue')) return;
  const github = await requireRepository('drift-issue');
  const marker = `<!-- flotilla:drift:${plan.cluster} -->`;
  const isWell = health.findings.length === 0;
  if (isSettled(plan) && isWell) {
    await closeIssue(github, { marker, label: LABEL }, 'The cluster is as declared again, and well.');
    return;
  }
  const title = `Cluster ${plan.cluster} is ${isSettled(plan) ? 'not well' : 'not as declared'}`;
  const parts = [
    ...(isSettled(plan) ? [] : [ADVICE]),
    ...(isWell ? [] : [renderFindingsMarkdown(health)]),
    ...(isSettled(plan) ? [FOLLOWS] : [FOLLOWS, render(plan)]),
  ];
  await openIssue(github, { marker, label: LABEL, title, body: [marker, ...parts].join('\n\n') });
}

const ADVICE =
  'What is differs from what is declared. Run the workflow **deploy** to make it as declared; or, if what is there ' +
  'is what you want, declare it.';

const FOLLOWS = 'This issue follows what is, and closes by itself.';

/** Without time and run: an issue that says the same is not touched. */
const render = (plan: Plan): string =>
  renderMarkdown(plan, { limit: COMMENT_LIMIT - 1000, elsewhere: "The job's summary has all of it." });
