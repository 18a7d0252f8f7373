import type { Observed, Resource } from '../cloud/resource.ts';
import { mayLeave } from '../plan/rotation/rotation.ts';
import { step } from '../run/progress.ts';
import type { ApplyContext } from './context.ts';
import type { Member, Rotation, RotationRecord } from './state.ts';

/** By address, not by name: a droplet that is being replaced is in the rotation under its successor's name. */
const recordsOf = ({ records }: Rotation, { droplet }: Member): RotationRecord[] =>
  [...records.values()].filter(({ spec }) => droplet && [droplet.ipv4, droplet.ipv6].includes(spec.value));

export const isInRotation = (rotation: Rotation, member: Member): boolean =>
  recordsOf(rotation, member).length > 0;

/** Whether a record may leave, by the plan's rule and what was seen until now. */
export function canLeave({ rotation, fleet, journal }: ApplyContext, { spec }: RotationRecord): boolean {
  const serving = [...fleet.values()]
    .filter(({ host }) => journal.serves.get(host.name) === true)
    .flatMap(({ droplet }) => [droplet?.ipv4, droplet?.ipv6])
    .filter((address) => address !== undefined)
    .filter((address) => !journal.brokenIpv6.has(address));
  const records = [...rotation.records.values()].map((record) => record.spec);
  return mayLeave(spec, records, new Set(serving));
}

/** Carries out a planned change of the rotation. Resolvers remember an address that is removed or replaced. */
export async function applyRotationTask(
  context: ApplyContext,
  desired: Resource | undefined,
  observed: Observed | undefined,
): Promise<void> {
  const next = desired?.type === 'record' ? desired : undefined;
  await writeRecord(context, next, observed?.type === 'record' ? observed : undefined);
  if (observed) context.rotation.leftAt = context.clock.now();
}

/** Creates, updates or deletes a record of the rotation. While the result is uncertain, the record does not count. */
async function writeRecord(
  { cloud, rotation }: ApplyContext,
  desired: Resource<'record'> | undefined,
  observed: RotationRecord | undefined,
): Promise<void> {
  const present = observed && !rotation.away.has(observed.id) ? observed : undefined;
  if (present) rotation.records.delete(present.id);
  if (!desired) return present && cloud.delete(present);
  if (present) await cloud.update(present, desired);
  const { id } = present ?? (await cloud.create(desired));
  rotation.records.set(id, { ...desired, id });
}

/** Removes a host's records, or those of one address, if others serve. Returns whether it did. */
export async function removeTemporarily(
  context: ApplyContext,
  member: Member,
  address?: string,
): Promise<boolean> {
  const { rotation, clock } = context;
  const records = recordsOf(rotation, member).filter(
    ({ spec }) => address === undefined || spec.value === address,
  );
  if (records.length === 0 || !records.every((record) => canLeave(context, record))) return false;
  for (const record of records) {
    rotation.doubtful.add(record.id);
    try {
      await writeRecord(context, undefined, record);
      rotation.doubtful.delete(record.id);
    } finally {
      rotation.away.set(record.id, record);
      rotation.leftAt = clock.now();
    }
  }
  return true;
}

/** Creates a removed record again, unless it turns out that it was never removed. */
export async function restoreRecord(context: ApplyContext, record: RotationRecord): Promise<void> {
  const { rotation } = context;
  const existing = rotation.doubtful.has(record.id) ? await find(context, record) : undefined;
  rotation.doubtful.add(record.id);
  if (existing) rotation.records.set(existing.id, existing);
  else await writeRecord(context, record, undefined);
  rotation.away.delete(record.id);
}

async function find(
  { cloud, declaration }: ApplyContext,
  { spec }: RotationRecord,
): Promise<RotationRecord | undefined> {
  const { records } = await cloud.observe(declaration);
  return records.find(
    (record) =>
      record.spec.type === spec.type && record.spec.name === spec.name && record.spec.value === spec.value,
  );
}

/** Resolvers may return an address that left until the record's time to live has passed (RFC 1034, section 3.6). */
export async function awaitTimeToLive({ rotation, clock, progress }: ApplyContext): Promise<void> {
  const left = rotation.leftAt + rotation.ttl * 1000 - clock.now();
  if (left <= 0) return;
  const doing = `waiting ${Math.ceil(left / 1000)} s until resolvers have forgotten the removed addresses`;
  const wait = () => clock.pause(left);
  await step(progress, 'rotation', doing, wait, () => 'resolvers have forgotten the removed addresses');
}
