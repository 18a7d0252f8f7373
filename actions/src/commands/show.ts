import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import { renderMarkdown } from '../plan/render/markdown.ts';
import { renderText } from '../plan/render/text.ts';
import type { Report } from '../run/report.ts';
import { output, summarise } from './workflow.ts';

/** In characters. GitHub accepts 1 MiB of summary from a step, and a character may have several bytes. */
const SUMMARY_LIMIT = 400_000;

export const print = (line: string) => process.stdout.write(`${line}\n`);

/** Prints the plan for a person, and puts it into the job's summary where there is one. */
export async function showPlan(plan: Plan): Promise<void> {
  print(renderText(plan, { color: process.stdout.isTTY === true }));
  await summarise(renderMarkdown(plan, { limit: SUMMARY_LIMIT }));
}

/** Writes the whole plan as JSON to this path. A plan holds no secret, only placeholders for secrets. */
export async function savePlan(plan: Plan, path: string): Promise<void> {
  if (path === '') return;
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, `${JSON.stringify(plan, null, 2)}\n`);
  output('plan-file', path);
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
