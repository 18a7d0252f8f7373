import type { Cloud } from '../cloud/cloud.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { CONVERGE_LOCK } from '../hosts/roles/shared.ts';
import type { LeaseKeeper } from '../run/lease.ts';
import type { Observation } from '../run/observe.ts';
import { step } from '../run/progress.ts';
import { LeaseLost, Overtaken, Stop } from '../run/report.ts';
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

/**
 * Takes the lease. A run works without it only when no run can hold it: before the cluster has a primary, and while the
 * primary does not answer, because that must not keep the web hosts from being repaired.
 */
export async function holdLease(context: ApplyContext): Promise<void> {
  const { fleet, declaration, lease } = context;
  const primary = fleet.get(declaration.primary.name);
  if (primary?.failure !== undefined && (await isAway(context, primary)))
    return lease.goWithout('primary away');
  if (primary?.connection === undefined) return lease.goWithout('no primary yet');
  await lease.take(primary.connection);
  await awaitAbandonedWork(context);
}

/** Milliseconds for one more connection, after the primary already failed to answer for the whole host timeout. */
const LAST_TRY_MS = 10_000;

/** A connection that failed a moment ago does not prove that other runs have none. Only a second failure counts. */
async function isAway(context: ApplyContext, primary: Member): Promise<boolean> {
  if (primary.droplet?.status !== 'active') return true;
  try {
    primary.connection ??= await connectTo(primary.droplet, { ...context, timeoutMs: LAST_TRY_MS });
    await context.lease.take(primary.connection);
    return false;
  } catch (error) {
    // When another run holds the lease, or held it since, the primary is not away.
    if (error instanceof Stop && !(error instanceof LeaseLost)) throw error;
    return true;
  }
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
