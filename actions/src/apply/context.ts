import type { LimitFunction } from 'p-limit';
import type { Observed } from '../cloud/resource.ts';
import type { Release } from '../content/release.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Deployed } from '../hosts/model/deployed.ts';
import { headOf } from '../lib/failure.ts';
import type { FirstAlone } from '../lib/first-alone.ts';
import type { Clock } from '../lib/time.ts';
import type { Plan } from '../plan/plan.ts';
import type { LeaseKeeper } from '../run/lease.ts';
import type { LeaseTerms } from '../run/lease-asking.ts';
import type { Observation } from '../run/observe.ts';
import type { observeHealth } from '../run/observe-health.ts';
import { inParallel, type Progress } from '../run/progress.ts';
import { type Report, Stop } from '../run/report.ts';
import type { Session } from '../run/session.ts';
import type { AskForSite } from '../run/site.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Fleet, Member, Rotation } from './state.ts';

/** What an apply works with, through all its attempts and stages. */
export interface ApplySession extends Session {
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Who started this run, for the hosts' manifests: e.g. `octocat` or `root@laptop`. */
  readonly by: string;
  readonly leaseTerms: LeaseTerms;
  /** Milliseconds that a new droplet may take until it answers over SSH. */
  readonly arrivalMs: number;
  /** Whether to take over other owners' records at the site's names. */
  readonly adopt: boolean;
  /** The member that starts the database if all are down and do not know which one is the newest. */
  readonly recoverFrom?: string;
  /** The commit that this run deploys; absent in a terminal, and in a stage that is not the last. */
  readonly deployed?: Deployed;
  /** Builds the release of this commit's wp-content. Throws when it has mistakes. */
  readonly checkout: () => Promise<Release>;
  /** Has every web host serve a certificate for all names of a declaration. Returns a line for each failure. */
  readonly certify: (
    work: Omit<Work, 'plan'> & { readonly declaration: Declaration },
  ) => Promise<readonly string[]>;
  /** Called with the reason when the run observes and plans again. */
  readonly onOvertaken: (why: string) => void;
  /** Tests replace these. */
  readonly askForSite?: AskForSite;
  readonly observeHealth?: typeof observeHealth;
}

/** One plan to carry out. */
export interface Work {
  readonly plan: Plan;
  /** What the plan was made from. Apply uses its connections. */
  readonly observation: Observation;
  readonly progress: Progress;
}

/** What every step of one apply shares. */
export interface ApplyContext extends ApplySession {
  readonly plan: Plan;
  readonly progress: Progress;
  readonly askForSite: AskForSite;
  readonly fleet: Fleet;
  readonly lease: LeaseKeeper;
  readonly rotation: Rotation;
  readonly journal: Journal;
  /** Ids of the deploy key in the account, put on every droplet when it is created. */
  readonly sshKeyIds: Set<string>;
  /** Changes one host at a time of those that hold the database. */
  readonly databaseTurn: LimitFunction;
  /** Converges web hosts of a clustered database, one at a time until one of them has the site. */
  readonly afterFirstSite: FirstAlone;
  /** Droplets that this run created. */
  readonly created: Observed<'droplet'>[];
}

/** What a run has done so far; becomes the report. */
interface Journal {
  readonly beganAt: number;
  readonly cloud: string[];
  readonly changed: Map<string, { items: number; seconds: number }>;
  /** Whether a web host served the site when it was last checked; absent when unknown. */
  readonly serves: Map<string, boolean>;
  /** IPv6 addresses that no record may point to, although their hosts serve by IPv4, and why. */
  readonly brokenIpv6: Map<string, string>;
  /** `where`: a host's name, a resource's address or a step of the run. */
  readonly failures: { readonly where?: string; readonly text: string }[];
}

/** Runs `work`. An error fails only `where`: if that is a host, this run does nothing more to it. A `Stop` ends the run. */
export async function failOnlyHost(
  { journal, fleet, lease }: ApplyContext,
  where: string,
  work: () => Promise<void>,
): Promise<void> {
  lease.check();
  try {
    await work();
  } catch (error) {
    if (error instanceof Stop) throw error;
    const text = headOf(error, where);
    journal.failures.push({ where, text });
    const member = fleet.get(where);
    if (member) member.failure = text;
  }
}

/** Works on all hosts that have not failed, in parallel. An error fails only its host. */
export const forEachHealthyHost = (
  context: ApplyContext,
  members: readonly Member[],
  work: (context: ApplyContext, member: Member) => Promise<void>,
): Promise<void> =>
  inParallel(members, async (member) => {
    if (member.failure === undefined)
      await failOnlyHost(context, member.host.name, () => work(context, member));
  });

/** Adds changed items of a host to the report. */
export function countItems({ journal }: ApplyContext, host: string, items: number, seconds: number): void {
  const before = journal.changed.get(host) ?? { items: 0, seconds: 0 };
  journal.changed.set(host, { items: before.items + items, seconds: before.seconds + seconds });
}

export function reportOf({ declaration, journal, fleet }: ApplyContext, isFinished: boolean): Report {
  const { cloud, failures, changed, serves, beganAt } = journal;
  const reported = new Set(failures.map(({ where }) => where));
  const unreachable = [...fleet.values()].flatMap(({ host: { name }, failure }) =>
    failure && !reported.has(name) ? [{ where: name, text: failure }] : [],
  );
  return {
    cloud,
    hosts: [declaration.primary, ...declaration.web].map(({ name: host }) => {
      const { items = 0, seconds = 0 } = changed.get(host) ?? {};
      return { host, changed: items, serves: serves.get(host), seconds };
    }),
    failures: [...failures, ...unreachable].map(({ where, text }) => (where ? `${where}: ${text}` : text)),
    isFinished,
    seconds: (performance.now() - beganAt) / 1000,
  };
}
