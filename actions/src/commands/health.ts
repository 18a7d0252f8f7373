import type { Declaration } from '../declaration/declaration.ts';
import { type Health, healthOf } from '../plan/health/health.ts';
import { renderFindingsText } from '../plan/health/text.ts';
import type { Observation } from '../run/observe.ts';
import { observeHealth } from '../run/observe-health.ts';
import { print } from './show.ts';

interface Looked {
  readonly declaration: Declaration;
  readonly observation: Observation;
}

export const lookAtHealth = async ({ declaration, observation }: Looked): Promise<Health> =>
  healthOf(declaration, await observeHealth(declaration, observation));

/** Prints what needs a person beside the plan. To a cluster that is still to be made the plan says all of it. */
export function showFindings(health: Health, { droplets }: Observation): void {
  const said = renderFindingsText(health, { color: process.stdout.isTTY === true });
  if (said !== '' && droplets.size > 0) print(`${said}\n`);
}
