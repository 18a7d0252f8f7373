import { resizeOf } from '../../plan/waves.ts';
import { inParallel, step } from '../../run/progress.ts';
import { connectTo } from '../../run/session.ts';
import { type ApplyContext, contained } from '../context.ts';
import type { Member } from '../fleet.ts';
import { settledFacts } from './converge-idle-hosts.ts';

/** Waits, side by side, until every droplet that was not seen at work yet answers and cloud-init has finished. */
export async function arrivals(context: ApplyContext): Promise<void> {
  const awaited = [...context.fleet.values()].filter(
    (member) => member.droplet && !member.facts && !member.failure && !isOffForNow(context, member),
  );
  await inParallel(awaited, (member) => {
    const timeoutMs = patienceMs(context, member);
    return contained(context, member.host.name, () => arrive(context, member, timeoutMs));
  });
}

/** It may be up and only slow to answer. */
const LEAST_MS = 60_000;

/** A droplet that an earlier run created is waited for as long as that run would have: all the others wait with it. */
export function patienceMs(
  { made, arrivalMs }: Pick<ApplyContext, 'made' | 'arrivalMs'>,
  { droplet }: Pick<Member, 'droplet'>,
  now = Date.now(),
): number {
  const isOurs = made.some(({ id }) => id === droplet?.id);
  if (isOurs || droplet?.createdAt === undefined || droplet.status !== 'active') return arrivalMs;
  const ageMs = now - Date.parse(droplet.createdAt);
  return Math.min(arrivalMs, Math.max(LEAST_MS, arrivalMs - ageMs));
}

/** A run was killed while it resized this one; the resize brings it back when its turn comes. */
const isOffForNow = ({ plan }: ApplyContext, { droplet, host }: Member): boolean =>
  droplet?.status === 'off' && resizeOf(plan, host.name) !== undefined;

/** Connects to a host that was just made, switched on or started again, and looks at it. */
export async function arrive(
  context: ApplyContext,
  member: Member,
  timeoutMs = context.arrivalMs,
): Promise<void> {
  await step(context.progress, member.host.name, 'waiting for SSH and cloud-init', async () => {
    if (member.droplet && member.droplet.status !== 'active') {
      member.droplet = await context.cloud.awaitDroplet(member.droplet, timeoutMs);
    }
    if (!member.droplet) return;
    member.connection ??= await connectTo(member.droplet, { ...context, timeoutMs });
    // Blocks until the first boot is over, however it ended; the facts then say how.
    await member.connection.run('cloud-init status --wait >/dev/null', { timeoutMs });
    const facts = await settledFacts(member.connection);
    if (facts.manifest === null && facts.cloudInit !== 'done')
      throw new Error(cloudInitFailed(member.host.name, facts.cloudInit));
    member.facts = facts;
  });
}

const cloudInitFailed = (host: string, ended: string): string =>
  `cloud-init on ${host} ended with "${ended}". ` +
  'Read /var/log/cloud-init-output.log there; if it never was part of the fleet, delete its droplet and apply again.';
