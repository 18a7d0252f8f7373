import type { CloudChange, Plan, Wave } from './plan.ts';

/**
 * What to do in one wave, each a create, an update or a delete. A replacement is two of these: the new one is made in
 * its own wave, and the old one goes with the rest that retires, once the new one serves.
 */
export const tasksOf = ({ cloud }: Plan, wave: Wave): CloudChange[] =>
  cloud.flatMap(unfold).filter((task) => task.wave === wave);

/** What resizes a host, if its plan does. */
export const resizeOf = (plan: Plan, host: string): CloudChange | undefined =>
  tasksOf(plan, 'resize').find(({ address }) => address === `droplet/${host}`);

function unfold(change: CloudChange): CloudChange[] {
  if (change.action !== 'replace') return [change];
  return [
    { ...change, action: 'create', observed: undefined },
    { ...change, action: 'delete', wave: 'retire', desired: undefined },
  ];
}
