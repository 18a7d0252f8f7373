import type { CloudChange } from '../cloud/change.ts';
import { RESIZE_MS } from '../cloud/cloud.ts';
import { Failure, messageOf } from '../lib/failure.ts';
import { resizeOf } from '../plan/waves.ts';
import { Stop } from '../run/report.ts';
import { reconnect } from './await-hosts.ts';
import { applyTask } from './cloud-waves.ts';
import type { ApplyContext } from './context.ts';
import { awaitTimeToLive, removeTemporarily } from './rotation.ts';
import { addServing } from './rotation-tasks.ts';
import { checkServing } from './serving.ts';
import type { Member } from './state.ts';

/** What recovering a host may take, even beyond the run's time limit. */
const UNDO_MS = 5 * 60_000;
const FIRST_PAGE_MS = 60_000;

/**
 * Powers a host off, resizes it, powers it on and connects again. It is out of the rotation meanwhile if others serve. On
 * failure the host is recovered, and the error says how it is now.
 */
export async function resize(context: ApplyContext, member: Member): Promise<void> {
  const task = resizeOf(context.plan, member.host.name);
  if (!task) return;
  requireTime(context);
  try {
    if (await removeTemporarily(context, member)) await awaitTimeToLive(context);
    await powerCycle(context, member, task);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Failure({ what: messageOf(error), remedy: await recover(context, member) });
  }
}

/** A host that is switched off at the very end of the run's time would stay off. */
function requireTime({ clock, rotation }: ApplyContext): void {
  const leftMs = clock.leftMs?.() ?? Number.POSITIVE_INFINITY;
  const neededMs = RESIZE_MS + rotation.ttl * 1000;
  if (leftMs >= neededMs) return;
  const minutes = (milliseconds: number) => Math.max(0, Math.round(milliseconds / 60_000));
  throw new Failure({
    what:
      `not resized: this takes about ${minutes(neededMs)} min, and ${minutes(leftMs)} min of the run's time limit are ` +
      'left. The host serves as before',
    remedy: 'Apply again, or raise time-limit-minutes.',
  });
}

/**
 * The lease is held until the primary is switched off, so no waiting run starts just before. Taking it again afterwards
 * shows whether another run held it in between.
 */
async function powerCycle(context: ApplyContext, member: Member, task: CloudChange): Promise<void> {
  context.journal.serves.delete(member.host.name);
  await applyTask(context, task);
  await awaitAgain(context, member);
}

async function awaitAgain(context: ApplyContext, member: Member): Promise<void> {
  if (member.droplet) member.droplet = await context.cloud.awaitDroplet(member.droplet, context.arrivalMs);
  await reconnect(context, member);
}

/** A host that was never switched off keeps its connection, and the primary's connection holds the lease. */
const answers = async ({ connection }: Member): Promise<boolean> =>
  connection?.run('true', { timeoutMs: 20_000 }).then(
    () => true,
    () => false,
  ) ?? false;

/** Waits until the host is up again, checks it and restores its records. Returns its state as a sentence. */
async function recover(context: ApplyContext, member: Member): Promise<string> {
  const grant = context.clock.grant ?? ((_, work) => work());
  try {
    return await grant(UNDO_MS, async () => {
      if (!(await answers(member))) await awaitAgain(context, member);
      const isUp = `The host is up again with size ${member.droplet?.spec.size}`;
      if (member.host.kind === 'primary') return `${isUp}.`;
      const answer = await checkServing(context, member, FIRST_PAGE_MS);
      if (context.journal.serves.get(member.host.name) !== true)
        return `${isUp}, but does not serve the site: ${answer}.`;
      await addServing(context, [member]);
      return `${isUp} and serves as before.`;
    });
  } catch (error) {
    if (error instanceof Stop) throw error;
    return `The host did not come up again: ${messageOf(error)}`;
  }
}
