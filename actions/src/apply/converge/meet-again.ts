import { LostLink } from '../../hosts/link/connection.ts';
import { Stop } from '../../run/report.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';
import { arrive } from './arrive.ts';

/** Connects anew to a host that was away, and takes the lease again where that was the primary. */
export async function meetAgain(context: ApplyContext, member: Member): Promise<void> {
  member.connection?.close();
  member.connection = undefined;
  await arrive(context, member);
  if (member.host.kind === 'primary' && member.connection) await context.lease.take(member.connection);
}

const STOPPING_MS = 90_000;
/** What `systemctl is-system-running` says of a host that works; of one that goes, `stopping`, `offline` or nothing. */
const UP = ['initializing', 'starting', 'running', 'degraded', 'maintenance'];

/** Of a host that is being shut down, what fails first is the step, and then the link. */
async function goesDown({ connection }: Member): Promise<boolean> {
  try {
    const state = await connection?.run('systemctl is-system-running', { timeoutMs: STOPPING_MS });
    if (UP.includes(state?.stdout.trim() ?? '')) return false;
    await connection?.run(`sleep ${STOPPING_MS / 1000}`);
    return true;
  } catch {
    return true;
  }
}

/**
 * Does work on a host; where its link breaks meanwhile, as by a reboot, it is met again and the work repeated, once: it
 * goes on from what the host has become.
 */
export async function overLostLink(
  context: ApplyContext,
  member: Member,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Stop) throw error;
    if (!(error instanceof LostLink) && !(await goesDown(member))) throw error;
    await meetAgain(context, member);
    await work();
  }
}
