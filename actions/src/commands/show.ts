import type { Plan } from '../plan/plan.ts';
import { renderMarkdown } from '../plan/render/markdown.ts';
import { renderText } from '../plan/render/text.ts';
import type { Progress } from '../run/progress.ts';
import type { Report } from '../run/report.ts';
import { recorded, renderDone } from './done.ts';
import { lines } from './progress-lines.ts';
import { afterwards, summarise } from './workflow.ts';

/** Characters; GitHub takes 1 MiB of summary from a step, and a character may be of several bytes. */
const SUMMARY_LIMIT = 400_000;

export const print = (line: string) => process.stdout.write(`${line}\n`);

/** Prints the plan for a person, and puts it into the job's summary where there is one. */
export async function showPlan(plan: Plan): Promise<void> {
  print(renderText(plan, { color: process.stdout.isTTY === true }));
  await summarise(renderMarkdown(plan, { limit: SUMMARY_LIMIT }));
}

interface Shown {
  readonly progress: Progress;
  /** Closes the view, and tells the job's summary what was done. */
  readonly end: () => Promise<void>;
}

/** A live view on a terminal, lines in a log. */
export async function openProgress(): Promise<Shown> {
  const view = await openView();
  const { progress, ended } = recorded(view.progress);
  return {
    progress,
    async end() {
      view.end();
      await afterwards('What was done', () => summarise(`\n${renderDone(ended)}\n`));
    },
  };
}

async function openView(): Promise<{ progress: Progress; end: () => void }> {
  if (!process.stdout.isTTY) return { progress: lines(print), end: () => {} };
  // Loaded only for a terminal: what measures characters takes a tenth of the time a door has to begin.
  const { live } = await import('./progress-live.ts');
  return live(process.stdout);
}

export const showReport = (report: Report): Promise<void> => say(reportText(report));

/** To the log and to the job's summary. */
export async function say(text: string): Promise<void> {
  print(`\n${text}`);
  await summarise(`\n\`\`\`\n${text}\n\`\`\`\n`);
}

export function reportText({ cloud, hosts, failures, seconds }: Report): string {
  const items = hosts.reduce((sum, { changed }) => sum + changed, 0);
  if (cloud.length + items + failures.length === 0) return 'Nothing to change: the cluster is as declared.';
  const done = `${cloud.length} changes at DigitalOcean, ${items} items on hosts, ${seconds.toFixed(0)} s`;
  if (failures.length === 0) return `Done: ${done}.`;
  return [`Not done: ${failures.length} failed, of ${done}.`, ...failures.map((line) => `- ${line}`)].join(
    '\n',
  );
}
