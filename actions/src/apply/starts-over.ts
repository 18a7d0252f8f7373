import type { ApplyContext } from './context.ts';

/** Whether a new, empty site was asked for, although there was one. */
export const startsOver = ({ plan }: ApplyContext): boolean =>
  plan.losses.some(({ kind }) => kind === 'site');
