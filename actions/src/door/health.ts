import { type Health, healthOf } from '../plan/health/health.ts';
import { renderFindingsText } from '../plan/health/text.ts';
import { sight } from '../run/sighting.ts';
import { print } from './show.ts';
import type { Seen } from './summary.ts';

export const lookAtHealth = async ({
  declaration,
  observation,
}: Pick<Seen, 'declaration' | 'observation'>): Promise<Health> =>
  healthOf(declaration, await sight(declaration, observation));

/** Prints what needs a person beside the plan. To a cluster that is still to be made the plan says all of it. */
export function showFindings(health: Health, { droplets }: Seen['observation']): void {
  const said = renderFindingsText(health, { color: process.stdout.isTTY === true });
  if (said !== '' && droplets.size > 0) print(`${said}\n`);
}
