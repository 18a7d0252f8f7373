import type { HostConnection } from '../../hosts/link/connection.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { observeHost } from '../../hosts/observe.ts';
import type { Observation } from '../../run/observe.ts';
import { step } from '../../run/progress.ts';
import { Overtaken } from '../../run/report.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';

/** Longer than any one command that a host is step to run may take. */
const SETTLE_SECONDS = 900;
const AWAIT_LOCK = `flock --timeout ${SETTLE_SECONDS} /run/flotilla.lock true`;

/**
 * A run that was killed leaves its hosts at work: each finishes what it was step. Holding the lease, no living run can
 * be meant; so these are waited for, and what they did is looked at anew.
 */
export async function awaitAbandoned(context: ApplyContext): Promise<void> {
  const busy = [...context.fleet.values()].filter(({ facts }) => facts?.converging);
  await Promise.all(busy.map((member) => quiet(context, member)));
  if (busy.length > 0) throw new Overtaken('A run that was cut off had left hosts at work');
}

async function quiet({ progress }: ApplyContext, { host, connection, facts }: Member): Promise<void> {
  const doing = `waiting until it has done what a run step it that was cut off (${facts?.converging})`;
  await step(progress, host.name, doing, async () => connection && (await lockFreed(connection)));
}

/**
 * A danger may be one only because hosts changed while they were observed: an empty database, for instance, into which a
 * host was just installing the site. Throws `Overtaken` once all of them are idle; returns at once if they are.
 */
export async function awaitBusyHosts({ hosts }: Pick<Observation, 'hosts'>): Promise<void> {
  const busy = [...hosts.values()].flatMap((seen) =>
    seen.kind === 'observed' && seen.facts.converging ? [seen.connection] : [],
  );
  await Promise.all(busy.map(lockFreed));
  if (busy.length > 0) throw new Overtaken('Hosts changed while they were observed');
}

/** The facts of a host that nobody converges. */
export async function settledFacts(connection: HostConnection): Promise<Facts> {
  const facts = await observeHost(connection);
  if (!facts.converging) return facts;
  await lockFreed(connection);
  return observeHost(connection);
}

async function lockFreed(connection: HostConnection): Promise<void> {
  await connection.run(AWAIT_LOCK, { timeoutMs: (SETTLE_SECONDS + 10) * 1000 });
}
