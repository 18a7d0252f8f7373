import type { Cloud } from '../cloud/cloud.ts';
import type { Observed } from '../cloud/resource.ts';
import type { Release } from '../content/release.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Connect } from '../hosts/link/connection.ts';
import type { Deployed } from '../hosts/model/deployed.ts';
import { messageOf } from '../lib/failure.ts';
import type { Clock } from '../lib/time.ts';
import type { Plan } from '../plan/plan.ts';
import type { LeaseKeeper } from '../run/lease.ts';
import type { Progress } from '../run/progress.ts';
import { Stop } from '../run/report.ts';
import type { AskForSite } from '../run/site.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Fleet } from './fleet.ts';
import type { Rotation } from './rotation/rotation.ts';

/** What every stage of one apply shares. */
export interface ApplyContext {
  readonly declaration: Declaration;
  readonly plan: Plan;
  readonly fleet: Fleet;
  readonly cloud: Cloud;
  readonly secrets: Secrets;
  readonly connect: Connect;
  readonly progress: Progress;
  /** Milliseconds that a new droplet may take until it answers over SSH. */
  readonly arrivalMs: number;
  /** Ids of the deploy key in the account, put on every droplet at birth. */
  readonly sshKeyIds: Set<string>;
  /** Droplets that this run made. */
  readonly made: Observed<'droplet'>[];
  /** Makes the release of this commit's wp-content. Throws where that is wrong. */
  readonly checkout: () => Promise<Release>;
  readonly lease: LeaseKeeper;
  /** The commit that this run deploys; absent in a terminal, and in a stage that is not the last. */
  readonly deployed?: Deployed;
  /** Who started this run. */
  readonly by: string;
  readonly rotation: Rotation;
  readonly askForSite: AskForSite;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** What a run has done so far; becomes the report. */
interface Journal {
  readonly cloud: string[];
  readonly changed: Map<string, { items: number; seconds: number }>;
  /** Whether a web host was seen serving the site when last looked at; absent where that cannot be told. */
  readonly serves: Map<string, boolean>;
  /** IPv6 addresses that no record is to point to, though their hosts serve by IPv4, and why. */
  readonly dark: Map<string, string>;
  readonly failures: string[];
}

export const newJournal = (): Journal => ({
  cloud: [],
  changed: new Map(),
  serves: new Map(),
  dark: new Map(),
  failures: [],
});

/**
 * Runs `work`; its error's first line becomes one of the report and, for a host, the end of its treatment in this run. A
 * `Stop` ends the run instead.
 */
export async function contained(
  { journal, fleet, lease }: ApplyContext,
  subject: string,
  work: () => Promise<void>,
): Promise<void> {
  lease.check();
  try {
    await work();
  } catch (error) {
    if (error instanceof Stop) throw error;
    const [line = ''] = messageOf(error).split('\n');
    journal.failures.push(`${subject}: ${line}`);
    const member = fleet.get(subject);
    if (member) member.failure = line;
  }
}
