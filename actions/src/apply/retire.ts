import { Failure } from '../lib/failure.ts';
import { canRetire, deletesDroplet } from '../plan/policy/cloud-tasks.ts';
import { hasEarlierSecrets, onlyWithdrawals, withdrawsSecrets } from '../plan/policy/host-changes.ts';
import { tasksInWave } from '../plan/waves.ts';
import { step } from '../run/progress.ts';
import { connectTo } from '../run/session.ts';
import { applyWave } from './cloud-waves.ts';
import { type ApplyContext, forEachHealthyHost } from './context.ts';
import { convergeHostNow } from './converge-hosts.ts';
import { leaveDatabase } from './members.ts';
import { awaitTimeToLive } from './rotation.ts';
import type { Member } from './state.ts';

/** Withdraws earlier secrets and deletes what left, one at a time: a host's name before its droplet. Only after a run without failures. */
export async function retire(context: ApplyContext): Promise<void> {
  const { plan, progress, fleet } = context;
  const tasks = tasksInWave(plan, 'retire');
  if (tasks.length === 0 && !withdrawsSecrets(plan)) return;
  if (hasFailures(context)) return;
  progress({ kind: 'stage', title: 'Retirement' });
  await withdrawSecrets(context);
  if (hasFailures(context)) return;
  if (tasks.some(deletesDroplet)) await awaitTimeToLive(context);
  const isProven = (host: string) => fleet.get(host)?.proven !== undefined;
  await applyWave(context, 'retire', {
    concurrency: 1,
    pick: (task) => canRetire(task, isProven),
    before: (task) => leaveDatabase(context, task),
  });
}

function hasFailures({ journal: { failures } }: ApplyContext): boolean {
  if (failures.length === 0) return false;
  failures.push({ text: 'Nothing was retired. Fix the failures above, then apply again.' });
  return true;
}

/** Withdraws the secrets of earlier generations, only from hosts that accept all new keys on a second connection. */
async function withdrawSecrets(context: ApplyContext): Promise<void> {
  const { plan, secrets, fleet } = context;
  const members = [...fleet.values()].filter(({ host, droplet, connection }) =>
    hasEarlierSecrets(plan, host.name, {
      opened: connection?.generation,
      declared: secrets.generations[0],
      tagged: droplet?.spec.hostKeys ?? [],
      hostKey: secrets.hostKey(host.name).sha256,
    }),
  );
  await forEachHealthyHost(context, members, proveKeys);
  await forEachHealthyHost(context, members, (_, member) =>
    convergeHostNow(context, member, 'withdrawing', (roles) =>
      onlyWithdrawals(plan, member.host.name, roles),
    ),
  );
}

/** Milliseconds for the second connection to a host that answered a moment ago. */
const PROOF_MS = 30_000;

async function proveKeys(context: ApplyContext, member: Member): Promise<void> {
  const { droplet, host } = member;
  if (!droplet) return;
  await step(context.progress, host.name, 'verifying the new keys', async () => {
    const expected = { ...droplet, spec: { ...droplet.spec, hostKeys: [] } };
    // The first connection stays open: on the primary it holds the lease.
    const second = await connectTo(expected, { ...context, timeoutMs: PROOF_MS });
    second.close();
    if (second.generation !== context.secrets.generations[0]) throw notAccepted(second.generation);
    member.proven = second.generation;
  });
}

const notAccepted = (generation: number | undefined): Failure =>
  new Failure({
    what: `accepts only the deploy key of generation ${generation ?? 'none'}, so that key stays`,
    remedy: 'Compare /root/.ssh/authorized_keys on the host with the plan, then apply again.',
  });
