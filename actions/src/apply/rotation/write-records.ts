import type { Resource } from '../../cloud/resource.ts';
import { mayLeave } from '../../plan/rotation/rotation.ts';
import { step } from '../../run/progress.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';
import type { Pointer, Rotation } from './rotation.ts';

/** By address and not by name: a droplet that is to be replaced is in it under the name of its successor. */
const recordsOf = ({ records }: Rotation, { droplet }: Member): Pointer[] =>
  [...records.values()].filter(({ spec }) => droplet && [droplet.ipv4, droplet.ipv6].includes(spec.value));

export const isIn = (rotation: Rotation, member: Member): boolean => recordsOf(rotation, member).length > 0;

/** Whether a record may leave, by the plan's rule and what was seen until now. */
export function isFree({ rotation, fleet, journal }: ApplyContext, { spec }: Pointer): boolean {
  const serving = [...fleet.values()]
    .filter(({ host }) => journal.serves.get(host.name) === true)
    .flatMap(({ droplet }) => [droplet?.ipv4, droplet?.ipv6])
    .filter((address) => address !== undefined)
    .filter((address) => !journal.dark.has(address));
  return mayLeave(
    spec,
    [...rotation.records.values()].map((record) => record.spec),
    new Set(serving),
  );
}

/** Writes a record of the rotation. What may or may not have been written does not count as being in it. */
export async function point(
  { cloud, rotation }: ApplyContext,
  desired: Resource<'record'> | undefined,
  observed: Pointer | undefined,
): Promise<void> {
  const there = observed && !rotation.away.has(observed.id) ? observed : undefined;
  if (there) rotation.records.delete(there.id);
  const made = await write(cloud, desired, there);
  if (made) rotation.records.set(made.id, made);
}

async function write(
  cloud: ApplyContext['cloud'],
  desired: Resource<'record'> | undefined,
  observed: Pointer | undefined,
): Promise<Pointer | undefined> {
  if (!desired) return observed && void (await cloud.delete(observed));
  if (!observed) return { ...desired, id: (await cloud.create(desired)).id };
  await cloud.update(observed, desired);
  return { ...desired, id: observed.id };
}

/** Takes a host out where others serve, or one of its addresses, and tells whether it did. */
export async function takeOut(context: ApplyContext, member: Member, address?: string): Promise<boolean> {
  const { rotation, clock } = context;
  const records = recordsOf(rotation, member).filter(
    ({ spec }) => address === undefined || spec.value === address,
  );
  if (records.length === 0 || !records.every((record) => isFree(context, record))) return false;
  for (const record of records) {
    rotation.doubtful.add(record.id);
    try {
      await point(context, undefined, record);
      rotation.doubtful.delete(record.id);
    } finally {
      rotation.away.set(record.id, record);
      rotation.leftAt = clock.now();
    }
  }
  return true;
}

/** Puts back a record that was taken out, unless it was found that it never went. */
export async function putBack(context: ApplyContext, record: Pointer): Promise<void> {
  const { rotation } = context;
  const standing = rotation.doubtful.has(record.id) ? await find(context, record) : undefined;
  rotation.doubtful.add(record.id);
  if (standing) rotation.records.set(standing.id, standing);
  else await point(context, record, undefined);
  rotation.away.delete(record.id);
}

async function find({ cloud, declaration }: ApplyContext, { spec }: Pointer): Promise<Pointer | undefined> {
  const { records } = await cloud.observe(declaration);
  return records.find(
    (record) =>
      record.spec.type === spec.type && record.spec.name === spec.name && record.spec.value === spec.value,
  );
}

/** Resolvers may hand out a departed address until the record's time to live has passed (RFC 1034, section 3.6). */
export async function untilForgotten({ rotation, clock, progress }: ApplyContext): Promise<void> {
  const left = rotation.leftAt + rotation.ttl * 1000 - clock.now();
  if (left <= 0) return;
  const doing = `waiting ${Math.ceil(left / 1000)} s, until no resolver remembers who left it`;
  await step(
    progress,
    'rotation',
    doing,
    () => clock.pause(left),
    () => 'nobody remembers who left it',
  );
}
