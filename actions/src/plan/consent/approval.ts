import type { Plan } from '../plan.ts';
import { type Danger, dangersOf } from './dangers.ts';
import { digestOf, fingerprintOfChange } from './fingerprint.ts';

/** The parts of a plan that a person saw before merging it. The plan's comment carries them, hidden. */
export interface Shown {
  readonly fingerprint: string;
  /** Digest of `approves`, because `approves` is empty if it does not fit in the comment. */
  readonly whole: string;
  /** One fingerprint for each change that made the plan dangerous. Harmless changes may differ. */
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
 * Whether one comment, or several together, showed every dangerous change of the plan. Each is identified by its own
 * fingerprint. The plan may contain fewer than were shown, because some may be done already.
 */
export function isApproved(plan: Plan, ...shown: readonly Shown[]): boolean {
  const { whole } = shownOf(plan);
  return shown.some((each) => each.whole === whole) || notShown(plan, shown).length === 0;
}

/**
 * Whether a stage of a plan does no more than the plan showed. Equal sentences are enough here: an earlier stage may have
 * changed a record (e.g. its TTL) that this stage deletes, so the deletion has another fingerprint.
 */
export const isStageApproved = (stage: Plan, whole: Plan): boolean =>
  stage.dangers.every((danger) => whole.dangers.includes(danger)) || isApproved(stage, shownOf(whole));

function notShown(plan: Plan, shown: readonly Shown[]): Danger[] {
  const approves = new Set(shown.flatMap((each) => each.approves));
  return dangersOf(plan).filter((danger) => causesOf(plan, danger).some((cause) => !approves.has(cause)));
}

/**
 * The difference between the plan and the approved one, for the person who must decide again: `+` is new, `-` is gone, `~`
 * has the same sentence but another cause, e.g. a host is recreated in another region than the plan showed.
 */
export function differenceFrom(plan: Plan, ...shown: readonly Shown[]): string {
  const dangers = [...new Set(shown.flatMap((each) => each.dangers))];
  const gone = dangers.filter((danger) => !plan.dangers.includes(danger));
  const added = notShown(plan, shown).map(({ what }) => `${dangers.includes(what) ? '~' : '+'} ${what}`);
  return [...added, ...gone.map((danger) => `- ${danger}`)].join('\n');
}
