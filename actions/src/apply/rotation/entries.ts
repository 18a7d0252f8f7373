import type { CloudChange } from '../../cloud/change.ts';
import { addressOf } from '../../cloud/resource.ts';
import { tasksOf } from '../../plan/waves.ts';
import { applyWave } from '../cloud-wave.ts';
import { type ApplyContext, contained } from '../context.ts';
import type { Member } from '../fleet.ts';
import type { Pointer } from './rotation.ts';
import { isFree, isIn, putBack, takeOut } from './write-records.ts';

/** Lets those in that were seen serving: by what the plan says of their records, and back where they were before. */
export async function enter(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const serving = members.filter(({ host }) => context.journal.serves.get(host.name) === true);
  const names = new Set(serving.map(({ host }) => host.name));
  await applyWave(context, 'rotation', {
    pick: (task) => !isDeparture(task) && names.has(task.subject.host ?? '') && !isDark(context, task),
  });
  await comeBack(context, serving);
}

/** Whether a record would lead readers to an address that was not seen serving. */
function isDark({ fleet, journal }: ApplyContext, { subject, desired }: CloudChange): boolean {
  const ipv6 = fleet.get(subject.host ?? '')?.droplet?.ipv6 ?? '';
  return desired?.type === 'record' && desired.spec.type === 'AAAA' && journal.dark.has(ipv6);
}

/** Readers are sent to no address that does not serve, as long as others do; each is reported, published or not. */
export async function withhold(context: ApplyContext): Promise<void> {
  const { journal, rotation } = context;
  for (const member of context.fleet.values()) {
    const { name } = member.host;
    const address = member.droplet?.ipv6 ?? '';
    const why = journal.dark.get(address);
    if (why === undefined || journal.serves.get(name) !== true) continue;
    await contained(context, name, async () => {
      const isIn = [...rotation.records.values()].some(({ spec }) => spec.value === address);
      const isLeft = isIn && !(await takeOut(context, member, address));
      journal.failures.push(
        `${name}: its IPv6 address ${address} ${isLeft ? STAYS : WITHHELD}: ${why}. ${THEN}`,
      );
    });
  }
}

const WITHHELD = 'was not seen serving the site, so no AAAA record points to it';
const STAYS = 'was not seen serving the site, and stays in the rotation since no other was';
const THEN = 'Look at its IPv6 and its firewalls there, and apply again.';

/** Puts back the records of those that serve; a record that fails keeps no other out. */
export async function comeBack(context: ApplyContext, members: Iterable<Member>): Promise<void> {
  for (const { host, droplet } of members) {
    if (context.journal.serves.get(host.name) !== true) continue;
    for (const record of awayOf(context, droplet))
      await contained(context, host.name, () => putBack(context, record));
  }
}

/** Less those that the plan changes: these were created already, as they are to be. */
function awayOf({ plan, rotation, journal }: ApplyContext, droplet: Member['droplet']): Pointer[] {
  const planned = new Set(tasksOf(plan, 'rotation').map(({ observed }) => observed?.id));
  const addresses = [droplet?.ipv4, droplet?.ipv6];
  return [...rotation.away.values()].filter(
    ({ id, spec }) => !planned.has(id) && addresses.includes(spec.value) && !journal.dark.has(spec.value),
  );
}

/** Takes out of the rotation who was seen not to serve, as long as others do. */
export async function expel(context: ApplyContext, members: Iterable<Member>): Promise<void> {
  const { journal, rotation } = context;
  for (const member of members) {
    const { name } = member.host;
    if (journal.serves.get(name) !== false || !isIn(rotation, member)) continue;
    await contained(context, name, async () => {
      const left = await takeOut(context, member);
      journal.failures.push(`${name}: ${left ? EXPELLED : KEPT}`);
    });
  }
}

const EXPELLED =
  'left the rotation, since it does not serve the site and others do. Mend it and apply again: it comes back by itself.';
const KEPT =
  'stays in the rotation although it does not serve the site, since no other host was seen to. Mend it and apply again.';

/** What the plan takes out goes last, one by one, and only while somebody else serves. */
export async function leave(context: ApplyContext): Promise<void> {
  const held: string[] = [];
  const isHeld = (task: CloudChange): boolean => {
    const free = task.observed?.type === 'record' && isFree(context, task.observed);
    if (!free) held.push(addressOf(task.subject));
    return !free;
  };
  await applyWave(context, 'rotation', { pick: isDeparture, unless: isHeld, concurrency: 1 });
  if (held.length > 0) context.journal.failures.push(heldBack(held));
}

const heldBack = (records: readonly string[]): string =>
  `${records.join(', ')}: still there, since no host that stays was seen serving in its stead. ` +
  'Mend what failed and apply again.';

const isDeparture = ({ action }: CloudChange): boolean => action === 'delete';
