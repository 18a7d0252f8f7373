import { isOf } from '../cloud/is-of.ts';
import { markName } from '../cloud/ownership.ts';
import type { Desired, RecordSpec, ResourceType } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { ownNames, rotationNames } from '../declaration/site-names.ts';
import type { Draft } from './diff.ts';
import { type CloudChange, WAVES, type Wave } from './plan.ts';

/** When a change is made. */
export function waveOf(draft: Draft, declaration: Declaration): Wave {
  const resource = resourceOf(draft);
  if (isOf('record', resource)) return recordWave(draft, resource.spec, declaration);
  if (draft.action === 'delete') return 'retire';
  if (isOf('uptime-check', resource)) return checkWave(draft);
  if (!isOf('droplet', resource)) return 'foundation';
  return draft.action === 'update' && draft.fields.some(({ field }) => field === 'size')
    ? 'resize'
    : 'droplets';
}

function recordWave({ action }: Draft, { type, name }: RecordSpec, declaration: Declaration): Wave {
  const pointer = type === 'A' || type === 'AAAA';
  if (pointer && rotationNames(declaration).includes(name)) return 'rotation';
  // A host's own name stays as long as the host does, and all of a former name until nothing leads there any more.
  const stays = !pointer && ownNames(declaration).some((own) => name === own || name === markName(own));
  return action === 'delete' && !stays ? 'retire' : 'names';
}

/** Another name is watched once it serves. */
const checkWave = ({ fields }: Draft): Wave =>
  fields.some(({ field }) => field === 'target') ? 'retire' : 'names';

/** What a change is about, whichever of the two there is. */
function resourceOf({ desired, observed, address }: Draft): Desired {
  const resource = desired ?? observed;
  if (resource === undefined) throw new Error(`${address}: a change of nothing`);
  return resource;
}

/**
 * Within a wave: what others refer to before what refers to it; and on the way out the names before the droplet, since
 * once a droplet is gone nothing tells that its name was ours.
 */
const RANK: Record<ResourceType, number> = {
  'ssh-key': 0,
  zone: 1,
  record: 2,
  firewall: 3,
  droplet: 4,
  'uptime-check': 5,
};

const key = (change: CloudChange): readonly (number | string)[] => [
  WAVES.indexOf(change.wave),
  // Entries before departures: the rotation is never empty.
  change.action === 'delete' ? 1 : 0,
  // The ownership mark first, and last on the way out: what a killed run leaves behind is then known as ours.
  change.address.startsWith('record/TXT ') ? (change.action === 'delete' ? 2 : 0) : 1,
  RANK[resourceOf(change).type],
  change.address,
];

/** In the order apply takes them; the same for the same changes, in whatever order they were found. */
export const inOrder = (changes: readonly CloudChange[]): CloudChange[] =>
  [...changes].sort((a, b) => compareKeys(key(a), key(b)));

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at] ?? 0, b[at] ?? 0];
  return left === right ? 0 : left < right ? -1 : 1;
}
