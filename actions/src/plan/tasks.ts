import type { CloudChange, Wave } from '../cloud/change.ts';
import { KINDS } from '../cloud/kinds.ts';
import type { Desired, Observed, ObservedOf, ResourceType, SpecOf } from '../cloud/resource.ts';
import { hostChange } from './droplets.ts';
import type { Plan } from './plan.ts';

/**
 * What to do in one wave, each a create, an update or a delete. A replacement is two of these: the new one is made in
 * its own wave, and the old one goes with the rest that retires, once the new one serves.
 */
export const tasksOf = ({ cloud }: Plan, wave: Wave): CloudChange[] =>
  cloud.flatMap(unfold).filter((task) => task.wave === wave);

/** What resizes a host, if its plan does. */
export const resizeOf = (plan: Plan, host: string): CloudChange | undefined =>
  hostChange(tasksOf(plan, 'resize'), host);

function unfold(change: CloudChange): CloudChange[] {
  if (change.action === 'update') return inTwoSteps(change);
  if (change.action !== 'replace') return [change];
  return [
    { ...change, action: 'create', observed: undefined },
    { ...change, action: 'delete', wave: 'retire', desired: undefined },
  ];
}

/** Splits an update that must keep something until the cluster is whole. A step that changes nothing is left out. */
function inTwoSteps(change: CloudChange): CloudChange[] {
  const steps = change.desired && change.observed && stepsOf(change.desired, change.observed);
  if (!steps) return [change];
  const { meanwhile, isFirstDone, isLastDone } = steps;
  return [
    ...(isFirstDone ? [] : [{ ...change, desired: meanwhile.desired }]),
    ...(isLastDone ? [] : [{ ...change, wave: 'retire' as const, observed: meanwhile.observed }]),
  ];
}

function stepsOf<T extends ResourceType>(desired: Desired<T>, observed: Observed<T>) {
  const { meanwhile, compare } = KINDS[desired.type as T];
  const spec = meanwhile(desired.spec, observed.spec);
  if (spec === undefined) return undefined;
  const between = { desired: { ...desired, spec } as Desired, observed: { ...observed, spec } as Observed };
  const isSame = (wanted: SpecOf[T], found: Observed<T>) =>
    compare(wanted, found as ObservedOf[T]).fields.length === 0;
  return {
    meanwhile: between,
    isFirstDone: isSame(spec, observed),
    isLastDone: isSame(desired.spec, { type: observed.type, id: observed.id, spec } as Observed<T>),
  };
}
