import { LostLink } from '../../hosts/connection.ts';
import { arrive } from './arrive.ts';
import type { ApplyContext } from './context.ts';
import type { Member } from './fleet.ts';

/** Connects anew to a host that was away, and takes the lease again where that was the primary. */
export async function meetAgain(context: ApplyContext, member: Member): Promise<void> {
  member.connection?.close();
  member.connection = undefined;
  await arrive(context, member);
  if (member.host.kind === 'primary' && member.connection) await context.lease.take(member.connection);
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
    if (!(error instanceof LostLink)) throw error;
    await meetAgain(context, member);
    await work();
  }
}
