import { isClustered } from '../declaration/declaration.ts';
import { lastLine } from '../hosts/link/program.ts';
import { observeHost } from '../hosts/observe.ts';
import { FOUND_ALONE } from '../hosts/roles/shared.ts';
import { isSynced } from '../plan/policy/members.ts';
import { type Recovery, recoveryOf } from '../plan/policy/recovery.ts';
import { inParallel, step } from '../run/progress.ts';
import type { ApplyContext } from './context.ts';
import { knownNow, type Member } from './state.ts';

/** Members that crashed together need some seconds to find each other. Each of their attempts takes half a minute. */
const PATIENCE_MS = 45_000;
const JOINING_MS = 120_000;
const ATTEMPT_MS = 60_000;
const PAUSE_MS = 5_000;
const START_MS = 300_000;

/** A member that is stopped starts, and so says what it has; one that tries to start goes on trying. */
const START = 'systemctl start --no-block mariadb';

/** Galera refuses to start alone from a member that was not the last to stop, unless its state file says that it may. */
const START_ALONE = `set -eu
systemctl stop mariadb
setpriv --reuid=mysql --regid=mysql --clear-groups sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' /var/lib/mysql/grastate.dat
${FOUND_ALONE}
systemctl start mariadb`;

/**
 * Starts a database whose members are all down. They mostly come back by themselves, so it waits first. Returns false if only a
 * person can decide which member is the newest.
 */
export async function recoverDatabase(context: ApplyContext): Promise<boolean> {
  const { recoverFrom, journal, progress } = context;
  const decide = () => recoveryOf(known(context), recoverFrom);
  if (decide().kind === 'none') return true;
  const recovery = await step(progress, 'database', 'waiting for its members to start', async () => {
    for (const { connection } of membersOf(context)) await connection?.run(START);
    await waitUntil(context, PATIENCE_MS, () => decide().kind === 'none');
    // Between two attempts, MariaDB does not say what it has.
    await waitUntil(context, ATTEMPT_MS, () => decide().kind !== 'ask');
    return decide();
  });
  if (recovery.kind === 'ask') journal.failures.push({ where: 'database', text: recovery.why });
  if (recovery.kind === 'start') await startFrom(context, recovery);
  return recovery.kind !== 'ask';
}

async function startFrom(context: ApplyContext, { member, why }: Recovery & { kind: 'start' }) {
  const { lease, fleet, progress } = context;
  await step(progress, member, `starting the database from this member: ${why}`, async () => {
    lease.check();
    const ran = await fleet.get(member)?.connection?.run(START_ALONE, { timeoutMs: START_MS });
    if (ran?.code !== 0)
      throw new Error(`the database did not start from ${member}: ${lastLine(ran?.stderr ?? '')}`);
    // Until they have joined, none of them may change. A member that does not join stops nothing here.
    await waitUntil(context, JOINING_MS, () => membersOf(context).every(({ facts }) => isSynced(facts)));
  });
}

/** Asks the members again and again. */
async function waitUntil(context: ApplyContext, ms: number, isDone: () => boolean): Promise<void> {
  const { clock } = context;
  const end = clock.now() + ms;
  await askMembers(context);
  while (!isDone() && clock.now() < end) {
    await clock.pause(PAUSE_MS);
    await askMembers(context);
  }
}

const askMembers = (context: ApplyContext): Promise<void> =>
  inParallel(membersOf(context), async (member) => {
    // One that stops answering may have changes that the others miss.
    member.facts = member.connection && (await observeHost(member.connection).catch(() => undefined));
  });

const membersOf = ({ declaration, fleet }: ApplyContext): Member[] =>
  isClustered(declaration) ? declaration.database.members.flatMap((name) => fleet.get(name) ?? []) : [];

const known = ({ declaration, fleet }: ApplyContext) => ({ declaration, facts: knownNow(fleet).facts });
