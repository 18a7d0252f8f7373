import { type Danger, dangersOf } from './dangers.ts';
import { fingerprintOfChange } from './fingerprint.ts';
import type { Plan } from './plan.ts';

/** What a person saw of a plan before they merged it: travels hidden in the plan's comment. */
export interface Shown {
  readonly fingerprint: string;
  /** Fingerprints of the changes that made the plan dangerous, one by one: harmless ones may come and go. */
  readonly approves: readonly string[];
  readonly dangers: readonly string[];
}

export const shownOf = (plan: Plan): Shown => ({
  fingerprint: plan.fingerprint,
  approves: [...new Set(dangersOf(plan).flatMap((danger) => causesOf(plan, danger)))],
  dangers: plan.dangers,
});

const causesOf = ({ cluster }: Plan, { causes }: Danger): string[] =>
  causes.map((change) => fingerprintOfChange(cluster, change));

/**
 * Whether all that is dangerous in the plan was shown: each change that makes it so, by its own fingerprint (design
 * rule 5). Fewer are as good, for a part of them may be done already.
 */
export const isApproved = (plan: Plan, shown: Shown): boolean =>
  plan.fingerprint === shown.fingerprint || notShown(plan, shown).length === 0;

const notShown = (plan: Plan, { approves }: Shown): Danger[] =>
  dangersOf(plan).filter((danger) => causesOf(plan, danger).some((cause) => !approves.includes(cause)));

/**
 * What tells the plan from the one that was approved, for the person who has to decide again: `+` is new, `-` is gone,
 * `~` is said in the same words of another change, e.g. of a host made anew in another region than was shown.
 */
export function differenceFrom(plan: Plan, shown: Shown): string {
  const gone = shown.dangers.filter((danger) => !plan.dangers.includes(danger));
  const fresh = notShown(plan, shown).map(
    ({ what }) => `${shown.dangers.includes(what) ? '~' : '+'} ${what}`,
  );
  return [...fresh, ...gone.map((danger) => `- ${danger}`)].join('\n');
}
