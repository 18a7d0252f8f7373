import type { CloudChange } from '../cloud/change.ts';
import { addressOf } from '../cloud/resource.ts';
import { isDeletion } from '../plan/policy/cloud-tasks.ts';
import { mayPoint } from '../plan/policy/serving.ts';
import { tasksInWave } from '../plan/waves.ts';
import { applyWave } from './cloud-waves.ts';
import { type ApplyContext, failOnlyHost } from './context.ts';
import { canLeave, isInRotation, removeTemporarily, restoreRecord } from './rotation.ts';
import type { Member } from './state.ts';

/** Adds hosts that serve to the rotation: the records that the plan names, and those that they had before. */
export async function addServing(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const { journal, fleet } = context;
  const serving = members.filter(({ host }) => journal.serves.get(host.name) === true);
  const names = new Set(serving.map(({ host }) => host.name));
  const hasBrokenIpv6 = (host: string) => journal.brokenIpv6.has(fleet.get(host)?.droplet?.ipv6 ?? '');
  await applyWave(context, 'rotation', {
    pick: (task) => mayPoint(task, (host) => names.has(host), hasBrokenIpv6),
  });
  await restoreRecords(context, serving);
}

/** Restores the records of hosts that serve. A failure keeps no other record out. */
export async function restoreRecords(context: ApplyContext, members: Iterable<Member>): Promise<void> {
  const { plan, rotation, journal } = context;
  // The planned changes created these records already, as they should be.
  const planned = new Set(tasksInWave(plan, 'rotation').map(({ observed }) => observed?.id));
  for (const { host, droplet } of members) {
    if (journal.serves.get(host.name) !== true) continue;
    const addresses = [droplet?.ipv4, droplet?.ipv6];
    const removed = [...rotation.away.values()].filter(
      ({ id, spec }) =>
        !planned.has(id) && addresses.includes(spec.value) && !journal.brokenIpv6.has(spec.value),
    );
    for (const record of removed)
      await failOnlyHost(context, host.name, () => restoreRecord(context, record));
  }
}

/** Removes hosts that do not serve from the rotation, if others do. */
export async function removeUnhealthy(context: ApplyContext, members: Iterable<Member>): Promise<void> {
  const { journal, rotation } = context;
  for (const member of members) {
    const { name } = member.host;
    if (journal.serves.get(name) !== false || !isInRotation(rotation, member)) continue;
    await failOnlyHost(context, name, async () => {
      const isRemoved = await removeTemporarily(context, member);
      journal.failures.push({ where: name, text: isRemoved ? REMOVED : KEPT });
    });
  }
}

const REMOVED =
  'removed from the rotation, because it does not serve the site and others do. Fix it and apply again, which adds it back.';
const KEPT =
  'stays in the rotation although it does not serve the site, because no other host was seen to. Fix it and apply again.';

/** Removes IPv6 addresses that do not serve, if others do, and reports each one, published or not. */
export async function removeBrokenIpv6(context: ApplyContext): Promise<void> {
  const { journal, rotation } = context;
  for (const member of context.fleet.values()) {
    const { name } = member.host;
    const address = member.droplet?.ipv6 ?? '';
    const why = journal.brokenIpv6.get(address);
    if (why === undefined || journal.serves.get(name) !== true) continue;
    await failOnlyHost(context, name, async () => {
      const isPublished = [...rotation.records.values()].some(({ spec }) => spec.value === address);
      const stays = isPublished && !(await removeTemporarily(context, member, address));
      const text = `its IPv6 address ${address} does not serve the site, ${stays ? STAYS : WITHHELD}: ${why}. ${CHECK}`;
      journal.failures.push({ where: name, text });
    });
  }
}

const WITHHELD = 'so no AAAA record points to it';
const STAYS = 'and stays in the rotation because no other does';
const CHECK = 'Check IPv6 and the firewalls on the host, then apply again.';

/** Removes what the plan removes: last, one record at a time, and only while another host serves. */
export async function removeDeclared(context: ApplyContext): Promise<void> {
  const held: string[] = [];
  const isHeld = (task: CloudChange): boolean => {
    const isFree = task.observed?.type === 'record' && canLeave(context, task.observed);
    if (!isFree) held.push(addressOf(task.subject));
    return !isFree;
  };
  await applyWave(context, 'rotation', { pick: isDeletion, unless: isHeld, concurrency: 1 });
  if (held.length === 0) return;
  context.journal.failures.push({
    where: held.join(', '),
    text: 'not removed, because no remaining host was seen serving in its place. Fix the failures and apply again.',
  });
}
