import { systemClock } from '../lib/time.ts';
import type { KnownHosts } from '../plan/host-plans.ts';
import { LeaseKeeper, type LeaseTerms } from '../run/lease.ts';
import { closeAll, type Observation, observe } from '../run/observe.ts';
import { knownHosts } from '../run/plan.ts';
import type { Progress } from '../run/progress.ts';
import { Overtaken } from '../run/report.ts';
import type { Session } from '../run/session.ts';
import type { DatabaseHost } from './dumps.ts';
import { type ContentFleet, contentFleet } from './fleet.ts';

export interface ContentRun extends Session {
  readonly lease: LeaseTerms;
  readonly progress: Progress;
}

interface ContentTurn extends ContentFleet {
  readonly primary: DatabaseHost;
  /** Of the hosts that answer, as this run found them. */
  readonly facts: KnownHosts['facts'];
  /** Throws once the lease is lost: another run may hold it then. */
  readonly mayGoOn: () => void;
}

/**
 * Does work on the content of all hosts that answer, while no other run changes the cluster. Where one did since the
 * hosts were looked at, they are looked at again. Throws when the primary does not answer, as the lease is held there.
 */
export async function withContent<T>(run: ContentRun, work: (turn: ContentTurn) => Promise<T>): Promise<T> {
  for (;;) {
    const observation = await observe(run);
    const clock = run.clock ?? systemClock;
    const lease = new LeaseKeeper({ ...run.lease, ...run, clock, seenAt: observation.beganAt });
    try {
      const fleet = contentFleet(run.declaration, observation);
      const primary = primaryOf(run, observation);
      await lease.take(primary.connection);
      const { facts } = knownHosts(run.declaration, observation);
      return await work({ ...fleet, primary, facts, mayGoOn: () => lease.check() });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      run.progress({ kind: 'stage', title: `${error.message}: looking at it again.` });
    } finally {
      await lease.release();
      closeAll(observation);
    }
  }
}

export function primaryOf(
  { declaration }: Pick<ContentRun, 'declaration'>,
  { hosts }: Observation,
): DatabaseHost {
  const { name } = declaration.primary;
  const seen = hosts.get(name);
  if (seen?.kind === 'observed') return { name, connection: seen.connection };
  const reason = seen?.kind === 'unreachable' ? seen.reason : 'it is not up';
  throw new Error(
    `The primary ${name} does not answer, and without its database no host could show a page of the release: ${reason}`,
  );
}
