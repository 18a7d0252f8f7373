import type { CloudChange } from '../cloud/change.ts';
import { hasCluster } from '../declaration/declaration.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { lastLine } from '../hosts/link/program.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { FOUND_ALONE } from '../hosts/roles/shared.ts';
import { Failure } from '../lib/failure.ts';
import { deletesDroplet } from '../plan/policy/cloud-tasks.ts';
import { hasNoChanges } from '../plan/policy/host-changes.ts';
import { founderOf, reasonToWait, takesTurns } from '../plan/policy/members.ts';
import { inParallel, step } from '../run/progress.ts';
import { connectTo } from '../run/session.ts';
import type { ApplyContext } from './context.ts';
import { knownNow, type Member } from './state.ts';

/**
 * Works on a host that holds the database only while no other such host is worked on, so the database loses one member at a
 * time, and only if the others go on without it. Works on any other host at once.
 */
export function inTurn(context: ApplyContext, member: Member, work: () => Promise<void>): Promise<void> {
  const { databaseTurn, declaration, plan } = context;
  const { host, facts, connection } = member;
  if (!takesTurns(declaration, host, facts)) return work();
  const own = connection ? { [host.name]: connection } : {};
  return databaseTurn(async () => {
    if (!hasNoChanges(plan, host.name)) await requireMajorityWithout(context, host.name, own);
    await work();
  });
}

/** Throws if the database would lose its majority without this member. Asks all members: the facts of the others may be old. */
export async function requireMajorityWithout(
  { declaration, fleet }: ApplyContext,
  name: string,
  more: Readonly<Record<string, HostConnection>> = {},
): Promise<void> {
  const facts: Record<string, Facts | undefined> = {};
  const present = new Set([...fleet.values()].flatMap(({ host, droplet }) => (droplet ? [host.name] : [])));
  const connections = declaration.database.members.map(
    (member) => [member, fleet.get(member)?.connection] as const,
  );
  await inParallel([...connections, ...Object.entries(more)], async ([member, connection]) => {
    facts[member] = connection && (await observeHost(connection).catch(() => undefined));
  });
  const reason = reasonToWait({ declaration, facts, present }, name);
  if (reason !== undefined) throw new Error(reason);
}

/** Has one member start the database without the others, where nothing can be lost by that. */
export async function foundDatabase({ declaration, fleet }: ApplyContext, member: Member): Promise<void> {
  const { facts, droplets } = knownNow(fleet);
  const present = new Set(droplets.map(({ spec }) => spec.name));
  if (founderOf({ declaration, facts, present }) !== member.host.name) return;
  // What is left of an earlier cluster would be continued, although the database changed since then.
  const forget = 'rm -f /var/lib/mysql/grastate.dat /var/lib/mysql/gvwstate.dat';
  // A start that fails ends with the removal of the file below.
  const stop = 'systemctl is-active --quiet mariadb || systemctl stop mariadb';
  await member.connection?.run(`${stop}; ${forget}; ${FOUND_ALONE}`);
}

/** Milliseconds for the connection to a host that is about to be deleted. One that is off has left the others already. */
const LEAVING_MS = 10_000;
const STOPPING_MS = 120_000;
const STOP_DATABASE = 'if systemctl is-active --quiet mariadb; then systemctl stop mariadb; fi';

/**
 * Stops the database on a droplet before the task deletes it, if it answers. Galera then does not count it as a member any more; one
 * that vanishes counts as failed.
 */
export async function leaveDatabase(context: ApplyContext, task: CloudChange): Promise<void> {
  const { declaration, progress, cloud } = context;
  if (!hasCluster(declaration) || !deletesDroplet(task)) return;
  const { droplets } = await cloud.observe(declaration);
  const droplet = droplets.find(({ id }) => id === task.observed?.id);
  if (!droplet) return;
  const { name } = droplet.spec;
  const connection = await connectTo(droplet, { ...context, timeoutMs: LEAVING_MS }).catch(() => undefined);
  if (!connection) return;
  try {
    // A droplet that another one replaces has left: the new one joined in its place.
    if (!declaration.database.members.includes(name))
      await requireMajorityWithout(context, name, { [name]: connection });
    await step(progress, name, 'stopping the database', () => stopDatabase(connection));
  } finally {
    connection.close();
  }
}

async function stopDatabase(connection: HostConnection): Promise<void> {
  const { code, stderr } = await connection.run(STOP_DATABASE, { timeoutMs: STOPPING_MS });
  if (code === 0) return;
  throw new Failure({
    what: 'Cannot stop the database, so the droplet was not deleted',
    cause: lastLine(stderr),
    remedy: 'Run `journalctl -u mariadb` on the host and fix what it reports, then apply again.',
  });
}
