import { type Declaration, isClustered } from '../declaration/declaration.ts';
import { placeholderOf } from '../hosts/model/facts.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { Failure } from '../lib/failure.ts';
import { systemClock } from '../lib/time.ts';
import type { KnownHosts } from '../plan/host-plans.ts';
import { isSynced } from '../plan/policy/members.ts';
import { LeaseKeeper } from '../run/lease.ts';
import type { LeaseTerms } from '../run/lease-asking.ts';
import { closeAll, type HostObservation, type Observation, observe } from '../run/observe.ts';
import { knownHosts } from '../run/plan.ts';
import type { Progress } from '../run/progress.ts';
import { Overtaken } from '../run/report.ts';
import type { Session } from '../run/session.ts';
import type { ContentHost } from './content-host.ts';
import type { DatabaseHost } from './dumps.ts';

export interface ContentRun extends Session {
  readonly lease: LeaseTerms;
  readonly progress: Progress;
}

/** The web hosts, reachable or not. An unreachable host gets the release when it is back. */
export interface ContentFleet {
  readonly hosts: readonly ContentHost[];
  /** One line for each unreachable host, with the reason. */
  readonly away: readonly string[];
}

interface ContentWork extends ContentFleet {
  /** The primary; of a clustered database, the first member that is synced. */
  readonly primary: DatabaseHost;
  /** All hosts that answer and may hold dumps. */
  readonly stores: readonly DatabaseHost[];
  /** Facts of the reachable hosts, as this run observed them. */
  readonly facts: KnownHosts['facts'];
  /** Throws if the lease is lost, because another run may hold it by then. */
  readonly mayGoOn: () => void;
}

/**
 * Runs `work` on the content of all reachable hosts while no other run changes the cluster. If another run changed it after
 * the hosts were observed, they are observed again. Throws if no host with the database is reachable, or too few to hold the lease.
 */
export async function withContent<T>(
  run: ContentRun,
  work: (content: ContentWork) => Promise<T>,
): Promise<T> {
  for (;;) {
    const observation = await observe(run);
    const clock = run.clock ?? systemClock;
    const { members } = run.declaration.database;
    const lease = new LeaseKeeper({ ...run.lease, ...run, clock, seenAt: observation.beganAt, members });
    try {
      const fleet = contentFleet(run.declaration, observation);
      const primary = primaryOf(run, observation);
      const stores = storesOf(members, observation);
      await lease.take(new Map(stores.map(({ name, connection }) => [name, connection])));
      const { facts } = knownHosts(run.declaration, observation);
      return await work({ ...fleet, primary, stores, facts, mayGoOn: () => lease.check() });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      run.progress({ kind: 'stage', title: `${error.message}: observing the cluster again.` });
    } finally {
      await lease.release();
      closeAll(observation);
    }
  }
}

/** Throws if no web host is reachable. */
export function contentFleet({ web }: Declaration, observation: Observation): ContentFleet {
  const hosts: ContentHost[] = [];
  const away: string[] = [];
  for (const { name } of web) {
    const seen = observation.hosts.get(name);
    const address = observation.droplets.get(name)?.ipv4;
    if (seen?.kind === 'observed' && address !== undefined) {
      const placeholder = placeholderOf(seen.facts);
      const [site] = sitesOn(seen.facts) ?? [];
      hosts.push({ name, address, connection: seen.connection, site, placeholder });
    } else {
      away.push(`${name}: ${reasonOf(seen, observation.droplets.get(name)?.status)}`);
    }
  }
  if (hosts.length > 0) return { hosts, away };
  throw new Failure({ what: 'No web host is reachable', remedy: 'Run apply first.', details: away });
}

function reasonOf(seen: HostObservation | undefined, status: string | undefined): string {
  if (seen?.kind === 'unreachable') return seen.reason;
  return status === undefined ? 'it has no droplet yet' : `its droplet is ${status}`;
}

const storesOf = (members: readonly string[], { hosts }: Observation): DatabaseHost[] =>
  members.flatMap((name) => {
    const seen = hosts.get(name);
    return seen?.kind === 'observed' ? [{ name, connection: seen.connection }] : [];
  });

export function primaryOf(
  { declaration }: Pick<ContentRun, 'declaration'>,
  observation: Observation,
): DatabaseHost {
  if (isClustered(declaration)) return memberOf(declaration, observation);
  const { name } = declaration.primary;
  const seen = observation.hosts.get(name);
  if (seen?.kind === 'observed') return { name, connection: seen.connection };
  throw new Failure({
    what: `Cannot reach the primary ${name}`,
    cause: reasonOf(seen, observation.droplets.get(name)?.status),
    remedy:
      'Without its database, hosts cannot show pages of the release. Run apply to repair the primary, then sync again.',
  });
}

/** Any synced member can dump the database and change it for all. */
function memberOf({ database: { members } }: Declaration, observation: Observation): DatabaseHost {
  const { hosts } = observation;
  const store = storesOf(members, observation).find(({ name }) => {
    const seen = hosts.get(name);
    return seen?.kind === 'observed' && isSynced(seen.facts);
  });
  if (store) return store;
  throw new Failure({
    what: `None of the hosts that hold the database (${members.join(', ')}) is reachable and synced`,
    remedy: 'Run apply to repair them, then sync again.',
  });
}
