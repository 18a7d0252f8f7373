import { type CloudChange, type Draft, type Risk, WAVES, type Wave } from '../cloud/change.ts';
import { KINDS } from '../cloud/kinds.ts';
import { addressOf, type Desired, type Observed, type ObservedOf, type Resource } from '../cloud/resource.ts';
import type { ResourceType, SpecOf } from '../cloud/specs.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { hostChange } from './droplets.ts';
import type { Plan } from './plan.ts';

/** When a change is made. */
export const waveOf = (draft: Draft, declaration: Declaration): Wave =>
  waveOfKind(resourceOf(draft), draft, declaration);

const waveOfKind = <T extends ResourceType>(
  { type, spec }: Resource<T>,
  draft: Draft,
  declaration: Declaration,
): Wave => KINDS[type].wave(draft, spec, declaration);

/** The worst effect that a change can have. */
export const riskOf = (draft: Draft, declaration: Declaration): Risk =>
  KINDS[resourceOf(draft).type].risk(draft, declaration);

/** The resource that a change concerns: the desired one, or the observed one if it is deleted. */
function resourceOf({ desired, observed, subject }: Draft): Resource {
  const resource = desired ?? observed;
  if (resource === undefined) throw new Error(`${addressOf(subject)}: a change of nothing`);
  return resource;
}

const rankOf = <T extends ResourceType>({ type, spec }: Resource<T>, { action }: CloudChange): number =>
  KINDS[type].rank(spec, action);

const key = (change: CloudChange): readonly (number | string)[] => [
  WAVES.indexOf(change.wave),
  // Entries before departures: the rotation is never empty.
  change.action === 'delete' ? 1 : 0,
  rankOf(resourceOf(change), change),
  addressOf(change.subject),
];

/** Sorts changes into the order in which apply makes them. The input's order does not matter. */
export const inOrder = (changes: readonly CloudChange[]): CloudChange[] =>
  [...changes].sort((a, b) => compareKeys(key(a), key(b)));

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at] ?? 0, b[at] ?? 0];
  return left === right ? 0 : left < right ? -1 : 1;
}

/**
 * The tasks of one wave, each a create, an update or a delete. A replacement is two tasks: the new resource is created in
 * its own wave, and the old one is deleted in the last wave, after the new one serves.
 */
export const tasksInWave = ({ cloud }: Plan, wave: Wave): CloudChange[] =>
  cloud.flatMap(unfold).filter((task) => task.wave === wave);

/** The task that resizes a host, if the plan has one. */
export const resizeOf = (plan: Plan, host: string): CloudChange | undefined =>
  hostChange(tasksInWave(plan, 'resize'), host);

function unfold(change: CloudChange): CloudChange[] {
  if (change.action === 'update') return inTwoSteps(change);
  if (change.action !== 'replace') return [change];
  return [
    { ...change, action: 'create', observed: undefined },
    { ...change, action: 'delete', wave: 'retire', desired: undefined },
  ];
}

/** Splits an update that must keep something until all hosts have converged. Omits a step that changes nothing. */
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
