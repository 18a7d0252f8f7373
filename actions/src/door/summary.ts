import type { Declaration } from '../declaration/declaration.ts';
import { healthOf } from '../plan/health/health.ts';
import { renderHealthMarkdown } from '../plan/health/markdown.ts';
import { renderPicture } from '../plan/picture.ts';
import { isEmpty, type Plan } from '../plan/plan.ts';
import { closeAll, type Observation } from '../run/observe.ts';
import { sight } from '../run/sighting.ts';
import { hasSummary, summarise } from './workflow.ts';

export interface Seen {
  readonly declaration: Declaration;
  readonly observation: Observation;
  readonly plan: Plan;
}

/** As `summariseFleet`, of what an apply has made of the fleet: looks again where it changed something. */
export async function summariseApplied(
  { declaration, observation, plan }: Seen,
  look: () => Promise<Observation>,
): Promise<void> {
  if (!hasSummary()) return;
  const now = isEmpty(plan) ? observation : await look();
  closeAll(now);
  await summariseFleet({ declaration, observation: now, plan });
}

/** Puts the cluster's picture and the table of its hosts into the job's summary; without one, nobody is asked. */
export async function summariseFleet({ declaration, observation, plan }: Seen): Promise<void> {
  if (!hasSummary()) return;
  const health = healthOf(declaration, await sight(declaration, observation));
  const picture = renderPicture(plan, declaration, health);
  await summarise(`\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${renderHealthMarkdown(health)}`);
}
