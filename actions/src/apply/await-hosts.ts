import { isMember } from '../declaration/declaration.ts';
import { LostLink } from '../hosts/link/connection.ts';
import { Failure } from '../lib/failure.ts';
import { arrivalTimeoutMs, isOffForResize } from '../plan/policy/cloud-tasks.ts';
import { inParallel, step } from '../run/progress.ts';
import { Stop } from '../run/report.ts';
import { connectTo } from '../run/session.ts';
import { type ApplyContext, failOnlyHost } from './context.ts';
import { factsOnceIdle, takeLease } from './lease.ts';
import type { Member } from './state.ts';

/** Waits, in parallel, until every droplet without facts answers and cloud-init has finished. */
export async function awaitNewHosts(context: ApplyContext): Promise<void> {
  const { plan, fleet, created, arrivalMs } = context;
  const awaited = [...fleet.values()].filter(
    ({ droplet, facts, failure, host }) =>
      droplet && !facts && !failure && !isOffForResize(plan, host.name, droplet),
  );
  await inParallel(awaited, (member) => {
    const isCreatedByThisRun = created.some(({ id }) => id === member.droplet?.id);
    const timeoutMs = arrivalTimeoutMs(member.droplet, { arrivalMs, isCreatedByThisRun, now: Date.now() });
    return failOnlyHost(context, member.host.name, () => awaitHost(context, member, timeoutMs));
  });
}

/** Connects to a host that was just created, switched on or restarted, and observes it. */
async function awaitHost(context: ApplyContext, member: Member, timeoutMs: number): Promise<void> {
  await step(context.progress, member.host.name, 'waiting for SSH and cloud-init', async () => {
    if (member.droplet && member.droplet.status !== 'active') {
      member.droplet = await context.cloud.awaitDroplet(member.droplet, timeoutMs);
    }
    if (!member.droplet) return;
    member.connection ??= await connectTo(member.droplet, { ...context, timeoutMs });
    // Blocks until the first boot has ended. Whether it succeeded is one of the facts.
    await member.connection.run('cloud-init status --wait >/dev/null', { timeoutMs });
    const facts = await factsOnceIdle(member.connection);
    if (facts.manifest === null && facts.cloudInit !== 'done')
      throw cloudInitFailed(member.host.name, facts.cloudInit);
    member.facts = facts;
  });
}

const cloudInitFailed = (where: string, ended: string): Failure =>
  new Failure({
    where,
    what: `cloud-init ended with "${ended}"`,
    remedy:
      'Read /var/log/cloud-init-output.log on the host. If it was never part of the cluster, delete its droplet and apply again.',
  });

/** Connects again to a host that was away. On one that holds the database it also takes the lease again. */
export async function reconnect(context: ApplyContext, member: Member): Promise<void> {
  member.connection?.close();
  member.connection = undefined;
  await awaitHost(context, member, context.arrivalMs);
  if (isMember(context.declaration, member.host)) await takeLease(context);
}

const STOPPING_MS = 90_000;
/** What `systemctl is-system-running` prints on a host that is up. On one that shuts down it prints `stopping`, `offline` or nothing. */
const UP = ['initializing', 'starting', 'running', 'degraded', 'maintenance'];

/** On a host that shuts down, the step fails first and the connection after it. */
async function isShuttingDown({ connection }: Member): Promise<boolean> {
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
 * Works on a host. If its connection breaks meanwhile, for example because it reboots, it connects again and repeats the
 * work once, which continues from the host's new state.
 */
export async function retryOverLostLink(
  context: ApplyContext,
  member: Member,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Stop) throw error;
    if (!(error instanceof LostLink) && !(await isShuttingDown(member))) throw error;
    await reconnect(context, member);
    await work();
  }
}
