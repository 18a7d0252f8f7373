import { FEW, plural, some } from '../../lib/words.ts';
import type { Plan } from '../plan.ts';

/** `undefined` where the rotation stays. */
export function rotationLine({ before, after }: Plan['rotation']): string | undefined {
  const enter = after.filter((name) => !before.includes(name));
  const leave = before.filter((name) => !after.includes(name));
  if (enter.length + leave.length === 0) return undefined;
  if (Math.max(before.length, after.length) > FEW)
    return longRotation(before.length, after.length, enter, leave);
  const [from, to] = [before, after].map((names) => (names.length === 0 ? 'nobody' : names.join(', ')));
  return `${from} → ${to}`;
}

const longRotation = (
  before: number,
  after: number,
  enter: readonly string[],
  leave: readonly string[],
): string =>
  [
    `${plural(before, 'host')} → ${plural(after, 'host')}`,
    ...(enter.length > 0 ? [`in: ${some(enter)}`] : []),
    ...(leave.length > 0 ? [`out: ${some(leave)}`] : []),
  ].join(' · ');
