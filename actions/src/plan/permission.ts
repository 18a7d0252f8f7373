import { isEmpty, type Plan } from './plan.ts';

/**
 * Throws unless the plan may be applied: it refuses nothing, and what it takes away or puts at risk was confirmed by
 * the fingerprint that a person saw (design rule 5).
 */
export function mayApply(plan: Plan, confirmed: string): void {
  if (plan.refusals.length > 0) {
    throw new Error(`This plan cannot be applied.\n${plan.refusals.map((line) => `- ${line}`).join('\n')}`);
  }
  if (isEmpty(plan) || !isDangerous(plan) || confirmed === plan.fingerprint) return;
  const dangerous = plan.cloud
    .filter(({ risk }) => DANGEROUS.has(risk))
    .map(({ action, address }) => `${action} ${address}`);
  const seen = confirmed === '' ? '' : ` What was confirmed, ${confirmed}, was another plan.`;
  throw new Error(
    `This plan would ${dangerous.join(', ')}.${seen} Nothing was changed. ` +
      `If that is what you want, run again with confirm = ${plan.fingerprint}.`,
  );
}

const DANGEROUS: ReadonlySet<string> = new Set(['takes-away', 'data']);

export const isDangerous = (plan: Plan): boolean => plan.cloud.some(({ risk }) => DANGEROUS.has(risk));
