import type { Cloud } from '../cloud/cloud.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { CONVERGE_LOCK } from '../hosts/roles/shared.ts';
import type { LeaseKeeper, WithoutLease } from '../run/lease.ts';
import type { Observation } from '../run/observe.ts';
import { inParallel, step } from '../run/progress.ts';
import { isMajority } from '../run/quorum.ts';
import { Overtaken } from '../run/report.ts';
import { connectTo } from '../run/session.ts';
import type { ApplyContext } from './context.ts';
import type { Member } from './state.ts';

/** The cloud as this run may change it: every write checks the lease first, so no step can forget to. */
export const underLease = (cloud: Cloud, lease: Pick<LeaseKeeper, 'check'>): Cloud => {
  const held =
    <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      lease.check();
      return write(...args);
    };
  return {
    observe: (declaration) => cloud.observe(declaration),
    awaitDroplet: (observed, timeoutMs) => cloud.awaitDroplet(observed, timeoutMs),
    create: held((desired, extra) => cloud.create(desired, extra)) as Cloud['create'],
    update: held((observed, desired) => cloud.update(observed, desired)) as Cloud['update'],
    delete: held((observed) => cloud.delete(observed)) as Cloud['delete'],
  };
};

/** Takes the lease, and waits for the work that a killed run left behind. */
export async function holdLease(context: ApplyContext): Promise<void> {
  if (await takeLease(context)) await awaitAbandonedWork(context);
}

/**
 * Takes the lease on all members that answer: the hosts that hold the database. A run works without it only when no run can hold it:
 * before most members exist, and while too few of them answer, because that must not keep the other hosts from being repaired.
 * Returns whether the lease is held.
 */
export async function takeLease(context: ApplyContext): Promise<boolean> {
  const { fleet, declaration, lease } = context;
  const members = declaration.database.members.flatMap((name) => fleet.get(name) ?? []);
  const without = reasonWithout(members);
  if (without === 'members away') await connectOnceMore(context, members);
  return lease.take(
    new Map(members.flatMap(({ host, connection }) => (connection ? [[host.name, connection]] : []))),
    without,
  );
}

/** Why there may be no lease; undefined if enough members answered, so that losing them loses the lease. */
function reasonWithout(members: readonly Member[]): WithoutLease | undefined {
  const isMost = (part: readonly Member[]) => isMajority(part.length, members.length);
  const present = members.filter(({ failure, connection }) => failure !== undefined || connection);
  if (isMost(present.filter(({ failure }) => failure === undefined))) return undefined;
  return isMost(present) ? 'members away' : 'too few members yet';
}

/** Milliseconds for one more connection, after a member already failed to answer for the whole host timeout. */
const LAST_TRY_MS = 10_000;

/** A connection that failed a moment ago does not prove that other runs have none. Only a second failure counts. */
async function connectOnceMore(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const terms = { ...context, timeoutMs: LAST_TRY_MS };
  await inParallel(members, async (member) => {
    const { failure, droplet } = member;
    if (failure === undefined || droplet?.status !== 'active') return;
    member.connection ??= await connectTo(droplet, terms).catch(() => undefined);
  });
}

/** Longer than any single command on a host takes. */
const IDLE_SECONDS = 900;
const AWAIT_LOCK = `flock --timeout ${IDLE_SECONDS} ${CONVERGE_LOCK} true`;

/**
 * Waits for hosts that still execute what a killed run sent them. This run holds the lease, so no living run is meant. Then it
 * throws `Overtaken`, because the observation is outdated.
 */
async function awaitAbandonedWork({ fleet, progress }: ApplyContext): Promise<void> {
  const busy = [...fleet.values()].filter(({ facts }) => facts?.converging);
  await Promise.all(
    busy.map(({ host, facts, connection }) => {
      const doing = `waiting until it has finished the work of an interrupted run (${facts?.converging})`;
      return step(progress, host.name, doing, async () => connection && (await awaitIdle(connection)));
    }),
  );
  if (busy.length > 0) throw new Overtaken('An interrupted run had left hosts working');
}

/**
 * Hosts that change while they are observed may show a false danger, such as an empty database into which a host
 * was installing the site. Throws `Overtaken` once all of them are idle; returns at once if they are.
 */
export async function awaitBusyHosts({ hosts }: Pick<Observation, 'hosts'>): Promise<void> {
  const busy = [...hosts.values()].flatMap((seen) =>
    seen.kind === 'observed' && seen.facts.converging ? [seen.connection] : [],
  );
  await Promise.all(busy.map(awaitIdle));
  if (busy.length > 0) throw new Overtaken('Hosts changed while they were observed');
}

/** Observes a host once no run is changing it. */
export async function factsOnceIdle(connection: HostConnection): Promise<Facts> {
  const facts = await observeHost(connection);
  if (!facts.converging) return facts;
  await awaitIdle(connection);
  return observeHost(connection);
}

async function awaitIdle(connection: HostConnection): Promise<void> {
  await connection.run(AWAIT_LOCK, { timeoutMs: (IDLE_SECONDS + 10) * 1000 });
}
