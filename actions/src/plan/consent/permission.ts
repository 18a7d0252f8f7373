import { runWorkflow } from '../../lib/run-workflow.ts';
import type { Plan } from '../plan.ts';

/**
 * Throws unless the plan may be applied: it has no refusals, and a person confirmed its dangers with the fingerprint
 * that the plan showed.
 */
export function mayApply(plan: Plan, confirmed: string): void {
  const { refusals, dangers, fingerprint } = plan;
  if (refusals.length > 0) throw new Error(`This plan cannot be applied.\n${bullets(refusals)}`);
  if (dangers.length === 0 || confirmed === fingerprint) return;
  const seen =
    confirmed === '' ? '' : `The fingerprint ${confirmed} that was confirmed belongs to another plan. `;
  throw new Error(
    `This plan needs your confirmation.\n${bullets(dangers)}\n${seen}Nothing was changed. ` +
      `If you want this, ${confirmStep(plan)} (in a terminal: ./scripts/flotilla apply --confirm ${fingerprint}).`,
  );
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** How a person confirms this plan. A plan that adopts records is only the same plan with `adopt` set again. */
export const confirmStep = ({ fingerprint, cloud }: Pick<Plan, 'fingerprint' | 'cloud'>): string =>
  cloud.some(({ adopts }) => adopts)
    ? runWorkflow('deploy', { adopt: true, confirm: fingerprint })
    : runWorkflow('deploy', { confirm: fingerprint });
