import { type CloudChange, type Draft, type Risk, WAVES, type Wave } from '../cloud/change.ts';
import { KINDS } from '../cloud/kinds.ts';
import { addressOf, type Resource, type ResourceType } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';

/** When a change is made. */
export const waveOf = (draft: Draft, declaration: Declaration): Wave =>
  waveOfKind(resourceOf(draft), draft, declaration);

const waveOfKind = <T extends ResourceType>(
  { type, spec }: Resource<T>,
  draft: Draft,
  declaration: Declaration,
): Wave => KINDS[type].wave(draft, spec, declaration);

/** The worst a change can do. */
export const riskOf = (draft: Draft, declaration: Declaration): Risk =>
  KINDS[resourceOf(draft).type].risk(draft, declaration);

/** What a change is about, whichever of the two there is. */
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

/** In the order apply takes them; the same for the same changes, in whatever order they were found. */
export const inOrder = (changes: readonly CloudChange[]): CloudChange[] =>
  [...changes].sort((a, b) => compareKeys(key(a), key(b)));

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at] ?? 0, b[at] ?? 0];
  return left === right ? 0 : left < right ? -1 : 1;
}
