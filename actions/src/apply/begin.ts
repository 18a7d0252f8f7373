import { LeaseLost, Stop } from '../run/report.ts';
import { connectTo } from '../run/session.ts';
import type { ApplyContext } from './context.ts';
import { awaitAbandoned } from './converge/converge-idle-hosts.ts';
import type { Member } from './fleet.ts';

/**
 * Nothing begins without the lease, unless no run can take it: before the cluster has a primary, and while the primary
 * does not answer. A primary that does not answer must not keep the web hosts from being repaired.
 */
export async function begin(context: ApplyContext): Promise<void> {
  const { fleet, declaration, lease } = context;
  const primary = fleet.get(declaration.primary.name);
  if (primary?.failure !== undefined && (await isAway(context, primary)))
    return lease.goWithout('primary away');
  if (primary?.connection === undefined) return lease.goWithout('no primary yet');
  await lease.take(primary.connection);
  await awaitAbandoned(context);
}

/** Milliseconds for one more try, after all the time that it was observed for. */
const LAST_TRY_MS = 10_000;

/** A link that failed a moment ago is no proof that other runs have none: only one that cannot be made again is. */
async function isAway(context: ApplyContext, primary: Member): Promise<boolean> {
  if (primary.droplet?.status !== 'active') return true;
  try {
    primary.connection ??= await connectTo(primary.droplet, { ...context, timeoutMs: LAST_TRY_MS });
    await context.lease.take(primary.connection);
    return false;
  } catch (error) {
    // That another run holds it, or did, is no sign of the primary's absence.
    if (error instanceof Stop && !(error instanceof LeaseLost)) throw error;
    return true;
  }
}
