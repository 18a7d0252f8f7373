import type { Declaration } from '../declaration/declaration.ts';
import type { Health } from '../plan/health/health.ts';
import { renderHealthMarkdown } from '../plan/health/markdown.ts';
import { isEmpty, type Plan } from '../plan/plan.ts';
import { headline } from '../plan/render/headline.ts';
import { block, plain } from '../plan/render/markdown-escape.ts';
import { renderPicture } from '../plan/render/picture.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { planFor } from '../run/plan.ts';
import type { Session } from '../run/session.ts';
import { lookAtHealth } from './health.ts';
import { afterwards, hasSummary, summarise } from './workflow.ts';

export interface Seen {
  readonly declaration: Declaration;
  readonly observation: Observation;
  readonly plan: Plan;
  /** How the fleet is, where it was looked at already. */
  readonly health?: Health;
}

/** As `summariseFleet`, of what an apply has made of the fleet: observes again where it changed something. */
export async function summariseApplied(
  { declaration, observation, plan }: Seen,
  look: () => Promise<Observation>,
): Promise<void> {
  if (!hasSummary()) return;
  await afterwards("The job's summary", async () => {
    const now = isEmpty(plan) ? observation : await look();
    closeAll(now);
    await summariseFleet({ declaration, observation: now, plan });
  });
}

/** As `summariseFleet`, of the cluster as it is now, with its cost. */
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

/** Puts the cluster's picture and the table of its hosts into the job's summary; without one, nobody is asked. */
export async function summariseFleet(seen: Seen): Promise<void> {
  if (!hasSummary()) return;
  const { declaration, plan } = seen;
  await afterwards("The job's summary", async () => {
    const health = seen.health ?? (await lookAtHealth(seen));
    const picture = renderPicture(plan, declaration, health);
    await summarise(`\n${block('mermaid', picture)}\n\n${renderHealthMarkdown(health)}`);
  });
}
