import type { Declaration } from '../declaration/declaration.ts';
import { type Health, healthOf } from '../plan/health/health.ts';
import { renderFindingsText, renderHealthMarkdown } from '../plan/health/render.ts';
import { isEmpty, type Plan } from '../plan/plan.ts';
import { headline } from '../plan/render/headline.ts';
import { block, plain } from '../plan/render/markdown-escape.ts';
import { renderPicture } from '../plan/render/picture.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { observeHealth } from '../run/observe-health.ts';
import { planFor } from '../run/plan.ts';
import type { Session } from '../run/session.ts';
import { print } from './show.ts';
import { afterwards, hasSummary, summarise } from './workflow.ts';

export interface Seen {
  readonly declaration: Declaration;
  readonly observation: Observation;
  readonly plan: Plan;
  /** If it was observed already. */
  readonly health?: Health;
}

/** As `summariseFleet`, after an apply: observes the cluster again if it changed something. */
export async function summariseApplied(
  { declaration, observation, plan }: Seen,
  observeAgain: () => Promise<Observation>,
): Promise<void> {
  if (!hasSummary()) return;
  await afterwards("The job's summary", async () => {
    const now = isEmpty(plan) ? observation : await observeAgain();
    closeAll(now);
    await summariseFleet({ declaration, observation: now, plan });
  });
}

/** As `summariseFleet`, with the cost: observes the cluster. */
export async function summariseNow(run: Session): Promise<void> {
  if (!hasSummary()) return;
  await afterwards("The job's summary", async () => {
    const observation = await observe(run);
    closeAll(observation);
    const plan = planFor(run.declaration, observation, run);
    await summarise(`\n**${plain(headline(plan))}**\n`);
    await summariseFleet({ declaration: run.declaration, observation, plan });
  });
}

/** Adds the cluster's picture and the table of its hosts to the job's summary. Without a summary, contacts nothing. */
export async function summariseFleet(seen: Seen): Promise<void> {
  if (!hasSummary()) return;
  const { declaration, plan } = seen;
  await afterwards("The job's summary", async () => {
    const health = seen.health ?? (await assessHealth(seen));
    const picture = renderPicture(plan, declaration, health);
    await summarise(`\n${block('mermaid', picture)}\n\n${renderHealthMarkdown(health)}`);
  });
}

export const assessHealth = async ({
  declaration,
  observation,
}: Pick<Seen, 'declaration' | 'observation'>): Promise<Health> =>
  healthOf(declaration, await observeHealth(declaration, observation));

/** Prints what needs a person besides the plan. For a cluster that does not exist yet, the plan says everything. */
export function showFindings(health: Health, { droplets }: Observation): void {
  const text = renderFindingsText(health, { color: process.stdout.isTTY === true });
  if (text !== '' && droplets.size > 0) print(`${text}\n`);
}
