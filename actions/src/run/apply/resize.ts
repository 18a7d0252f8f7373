import { resizeOf } from '../../plan/tasks.ts';
import { applyTask } from './cloud-wave.ts';
import type { ApplyContext } from './context.ts';
import type { Member } from './fleet.ts';
import { meetAgain } from './meet-again.ts';
import { takeOut, untilForgotten } from './rotation.ts';

/** Powers a host off, resizes it, powers it on and meets it again; out of the rotation meanwhile where others serve. */
export async function resize(context: ApplyContext, member: Member): Promise<void> {
  const task = resizeOf(context.plan, member.host.name);
  if (!task) return;
  if (await takeOut(context, member)) await untilForgotten(context);
  context.journal.serves.delete(member.host.name);
  if (member.host.kind === 'primary') await context.lease.rest();
  member.connection?.close();
  await applyTask(context, task);
  if (member.droplet) member.droplet = await context.cloud.awaitDroplet(member.droplet, context.arrivalMs);
  await meetAgain(context, member);
}
