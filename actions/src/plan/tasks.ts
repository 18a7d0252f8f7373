import type { CloudChange, Wave } from '../cloud/change.ts';
import { dropletChange } from './droplets.ts';
import type { Plan } from './plan.ts';

/**
 * What to do in one wave, each a create, an update or a delete. A replacement is two of these: the new one is made in
 * its own wave, and the old one goes with the rest that retires, once the new one serves.
 */
export const tasksOf = ({ cloud }: Plan, wave: Wave): CloudChange[] =>
  cloud.flatMap(unfold).filter((task) => task.wave === wave);

/** What resizes a host, if its plan does. */
export const resizeOf = (plan: Plan, host: string): CloudChange | undefined =>
  dropletChange(tasksOf(plan, 'resize'), host);

function unfold(change: CloudChange): CloudChange[] {
  if (change.action === 'update') return keepingHostKeys(change);
  if (change.action !== 'replace') return [change];
  return [
    { ...change, action: 'create', observed: undefined },
    { ...change, action: 'delete', wave: 'retire', desired: undefined },
  ];
}

/** A droplet keeps the tag of its old host key until the host was seen with the new one. */
function keepingHostKeys(change: CloudChange): CloudChange[] {
  const { desired, observed, fields } = change;
  if (desired?.type !== 'droplet' || observed?.type !== 'droplet' || !desired.spec.hostKeys) return [change];
  const { hostKeys } = desired.spec;
  const before = observed.spec.hostKeys ?? [];
  const both = [...new Set([...hostKeys, ...before])];
  const meanwhile = { ...desired, spec: { ...desired.spec, hostKeys: both } };
  const first = { ...change, desired: meanwhile };
  const last = {
    ...change,
    wave: 'retire',
    observed: { type: 'droplet', id: observed.id, spec: meanwhile.spec },
  } as const;
  const firstIsDone = both.length === before.length && fields.every(({ key }) => key === 'hostKeys');
  const nothingToWithdraw = both.length === hostKeys.length;
  return [...(firstIsDone ? [] : [first]), ...(nothingToWithdraw ? [] : [last])];
}
