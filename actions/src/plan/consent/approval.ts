import type { Plan } from '../plan.ts';
import { type Danger, dangersOf } from './dangers.ts';
import { digestOf, fingerprintOfChange } from './fingerprint.ts';

/** What a person saw of a plan before they merged it: travels hidden in the plan's comment. */
export interface Shown {
  readonly fingerprint: string;
  /** Digest of `approves`, which is empty in a comment that has no room for it. */
  readonly whole: string;
  /** Fingerprints of the changes that made the plan dangerous, one by one: harmless ones may come and go. */
  readonly approves: readonly string[];
  readonly dangers: readonly string[];
}

export function shownOf(plan: Plan): Shown {
  const approves = [...new Set(dangersOf(plan).flatMap((danger) => causesOf(plan, danger)))];
  return { fingerprint: plan.fingerprint, whole: digestOf(approves), approves, dangers: plan.dangers };
}

const causesOf = ({ cluster }: Plan, { causes }: Danger): string[] =>
  causes.map((change) => fingerprintOfChange(cluster, change));

/**
 * Whether everything dangerous in the plan was shown, in one comment or in several together: each change that makes it
 * so, by its own fingerprint. The plan may contain fewer, since a part may be done already.
 */
export function isApproved(plan: Plan, ...shown: readonly Shown[]): boolean {
  const { whole } = shownOf(plan);
  return shown.some((each) => each.whole === whole) || notShown(plan, shown).length === 0;
}

/**
 * Whether a stage of a plan does no more than the plan said. The same words are enough here: an earlier stage may have
 * changed a record, e.g. its TTL, that this one takes away, which makes it another change.
 */
export const isStageApproved = (stage: Plan, whole: Plan): boolean =>
  stage.dangers.every((danger) => whole.dangers.includes(danger)) || isApproved(stage, shownOf(whole));

function notShown(plan: Plan, shown: readonly Shown[]): Danger[] {
  const approves = new Set(shown.flatMap((each) => each.approves));
  return dangersOf(plan).filter((danger) => causesOf(plan, danger).some((cause) => !approves.has(cause)));
}

/**
 * What tells the plan from the one that was approved, for the person who has to decide again: `+` is new, `-` is gone,
 * `~` is said in the same words of another change, e.g. of a host made anew in another region than was shown.
 */
export function differenceFrom(plan: Plan, ...shown: readonly Shown[]): string {
  const dangers = [...new Set(shown.flatMap((each) => each.dangers))];
  const gone = dangers.filter((danger) => !plan.dangers.includes(danger));
  const fresh = notShown(plan, shown).map(({ what }) => `${dangers.includes(what) ? '~' : '+'} ${what}`);
  return [...fresh, ...gone.map((danger) => `- ${danger}`)].join('\n');
}
