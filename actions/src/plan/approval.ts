import { fingerprint } from './fingerprint.ts';
import type { Plan } from './plan.ts';

/** What a person saw of a plan before they merged it: travels hidden in the plan's comment. */
export interface Shown {
  readonly fingerprint: string;
  /** Fingerprint of the risky changes alone: harmless ones may come and go between the plan and its merge. */
  readonly risks: string;
  readonly dangers: readonly string[];
}

export const shownOf = (plan: Plan): Shown => ({
  fingerprint: plan.fingerprint,
  risks: risksOf(plan),
  dangers: plan.dangers,
});

const risksOf = ({ cluster, cloud }: Plan): string =>
  fingerprint({ cluster, cloud: cloud.filter(({ risk }) => risk !== 'none'), hosts: [] });

/** Whether all that is dangerous in the plan was shown: the very same changes (design rule 5). */
export const isApproved = (plan: Plan, shown: Shown): boolean =>
  plan.fingerprint === shown.fingerprint ||
  (risksOf(plan) === shown.risks && plan.dangers.every((danger) => shown.dangers.includes(danger)));

/** What tells the plan from the one that was approved, for the person who has to decide again. */
export function differenceFrom(plan: Plan, shown: Shown): string {
  const fresh = plan.dangers.filter((danger) => !shown.dangers.includes(danger));
  const gone = shown.dangers.filter((danger) => !plan.dangers.includes(danger));
  const lines = [...fresh.map((danger) => `+ ${danger}`), ...gone.map((danger) => `- ${danger}`)];
  // The same sentences about other changes: e.g. a host made anew in another region than was shown.
  return lines.length > 0 ? lines.join('\n') : plan.dangers.map((danger) => `~ ${danger}`).join('\n');
}
