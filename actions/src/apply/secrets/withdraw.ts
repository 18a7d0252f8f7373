import type { CloudChange } from '../../cloud/change.ts';
import type { HostPlan, Plan } from '../../plan/plan.ts';
import { step } from '../../run/progress.ts';
import { connectTo } from '../../run/session.ts';
import type { ApplyContext } from '../context.ts';
import { treat } from '../converge/converge-member.ts';
import { each } from '../converge/resize-and-converge.ts';
import type { Member } from '../fleet.ts';

/** Milliseconds for the second connection to a host that answered a moment ago. */
const PROOF_MS = 30_000;

/** Whether earlier secrets go at the end of this plan. */
export const withdraws = (plan: Plan): boolean => plan.hosts.some(hasWithdrawals);

const hasWithdrawals = (host: HostPlan): boolean =>
  host.kind === 'converge' && (host.withdraws ?? []).length > 0;

/**
 * Takes the secrets of earlier generations away, from hosts only that a second connection saw with all the new keys: one
 * that did not take them keeps what works.
 */
export async function withdraw(context: ApplyContext): Promise<void> {
  const members = [...context.fleet.values()].filter((member) => isBehind(context, member));
  await each(context, members, (member) => prove(context, member));
  await each(context, members, (member) =>
    treat(context, member, 'withdrawing', (roles) =>
      roles.flatMap((role) => {
        const changes = role.changes.filter(({ address }) => mayWithdraw(context, member, address));
        return changes.length > 0 ? [{ ...role, changes }] : [];
      }),
    ),
  );
}

/** Whether an earlier key may still be of use on the host. */
function isBehind({ plan, secrets }: ApplyContext, { host, droplet, connection }: Member): boolean {
  const planned = plan.hosts.find((candidate) => candidate.host === host.name);
  const tagged = droplet?.spec.hostKeys ?? [];
  return (
    (planned !== undefined && hasWithdrawals(planned)) ||
    connection?.generation !== secrets.generations[0] ||
    tagged.some((key) => key !== secrets.hostKey(host.name).sha256)
  );
}

/** What the plan named; of a host that was made anew, whatever is left to do. */
function mayWithdraw({ plan }: ApplyContext, { host }: Member, address: string): boolean {
  const planned = plan.hosts.find((candidate) => candidate.host === host.name);
  return planned?.kind !== 'converge' || (planned.withdraws ?? []).includes(address);
}

async function prove(context: ApplyContext, member: Member): Promise<void> {
  const { droplet, host } = member;
  if (!droplet) return;
  await step(context.progress, host.name, 'proving the new keys', async () => {
    const expected = { ...droplet, spec: { ...droplet.spec, hostKeys: [] } };
    // The first connection stays: the lease hangs on the primary's.
    const second = await connectTo(expected, { ...context, timeoutMs: PROOF_MS });
    second.close();
    if (second.generation !== context.secrets.generations[0]) throw new Error(notTaken(second.generation));
    member.proven = second.generation;
  });
}

const notTaken = (generation: number | undefined): string =>
  `is still opened by the deploy key of generation ${generation ?? 'none'} only, so that one stays. ` +
  'Compare /root/.ssh/authorized_keys there with what the plan shows, then apply again.';

/** A droplet's tag of its earlier host key stays until the host was seen with the new one. */
export const isProven = ({ fleet }: ApplyContext, { action, observed }: CloudChange): boolean =>
  action !== 'update' || observed?.type !== 'droplet' || fleet.get(observed.spec.name)?.proven !== undefined;
