import type { CloudChange } from '../../cloud/change.ts';
import { RESIZE_MS } from '../../cloud/cloud.ts';
import { messageOf } from '../../lib/failure.ts';
import { resizeOf } from '../../plan/waves.ts';
import { Stop } from '../../run/report.ts';
import { applyTask } from '../cloud-wave.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';
import { enter } from '../rotation/entries.ts';
import { takeOut, untilForgotten } from '../rotation/write-records.ts';
import { meetAgain } from './meet-again.ts';
import { look } from './proof.ts';

/** What bringing a host back may take, beyond the run's time limit if need be. */
const UNDO_MS = 5 * 60_000;
const FIRST_PAGE_MS = 60_000;

/**
 * Powers a host off, resizes it, powers it on and meets it again; out of the rotation meanwhile where others serve. When
 * that fails, the host gets back what was taken from it, and the error says how it is now.
 */
export async function resize(context: ApplyContext, member: Member): Promise<void> {
  const task = resizeOf(context.plan, member.host.name);
  if (!task) return;
  mayBegin(context);
  try {
    if (await takeOut(context, member)) await untilForgotten(context);
    await powerCycle(context, member, task);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Error(`${messageOf(error)} ${await broughtBack(context, member)}`, { cause: error });
  }
}

/** A host that goes off at the very end of the run's time would stay off. */
function mayBegin({ clock, rotation }: ApplyContext): void {
  const leftMs = clock.leftMs?.() ?? Number.POSITIVE_INFINITY;
  const neededMs = RESIZE_MS + rotation.ttl * 1000;
  if (leftMs >= neededMs) return;
  const minutes = (milliseconds: number) => Math.max(0, Math.round(milliseconds / 60_000));
  throw new Error(
    `not resized: that takes about ${minutes(neededMs)} min, and ${minutes(leftMs)} min of the run's time limit are ` +
      'left. It serves as before. Apply again, or raise time-limit-minutes.',
  );
}

/**
 * The lease stays held until the primary goes off, so no waiting run starts just before. Afterwards it is taken again,
 * which notices whoever came in between.
 */
async function powerCycle(context: ApplyContext, member: Member, task: CloudChange): Promise<void> {
  context.journal.serves.delete(member.host.name);
  await applyTask(context, task);
  await meet(context, member);
}

async function meet(context: ApplyContext, member: Member): Promise<void> {
  if (member.droplet) member.droplet = await context.cloud.awaitDroplet(member.droplet, context.arrivalMs);
  await meetAgain(context, member);
}

/** A host that was never switched off keeps its link, and the primary's keeps the lease. */
const answers = async ({ connection }: Member): Promise<boolean> =>
  connection?.run('true', { timeoutMs: 20_000 }).then(
    () => true,
    () => false,
  ) ?? false;

/** Waits until the host is up again, proves it and puts its records back; returns what has become of it. */
async function broughtBack(context: ApplyContext, member: Member): Promise<string> {
  const grant = context.clock.grant ?? ((_, work) => work());
  try {
    return await grant(UNDO_MS, async () => {
      if (!(await answers(member))) await meet(context, member);
      const size = member.droplet?.spec.size;
      if (member.host.kind === 'primary') return `It is up again, as ${size}.`;
      const answer = await look(context, member, FIRST_PAGE_MS);
      if (context.journal.serves.get(member.host.name) !== true)
        return `It is up again, as ${size}, but does not serve the site: ${answer}.`;
      await enter(context, [member]);
      return `It is up again, as ${size}, and serves as before.`;
    });
  } catch (error) {
    if (error instanceof Stop) throw error;
    return `And it has not come back: ${messageOf(error)}`;
  }
}
