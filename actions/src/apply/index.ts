import type { Cloud } from '../cloud/cloud.ts';
import type { Release } from '../content/release.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Connect } from '../hosts/link/connection.ts';
import type { Deployed } from '../hosts/model/deployed.ts';
import { type Clock, systemClock } from '../lib/time.ts';
import type { Plan } from '../plan/plan.ts';
import { LeaseKeeper, type LeaseTerms } from '../run/lease.ts';
import type { Observation } from '../run/observe.ts';
import type { Progress } from '../run/progress.ts';
import type { Report } from '../run/report.ts';
import { type AskForSite, askForSite } from '../run/site.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { apply } from './apply.ts';
import { newJournal } from './context.ts';
import { dismiss, muster } from './fleet.ts';
import { rotationAt } from './rotation/rotation.ts';
import { underLease } from './under-lease.ts';

export interface ApplyInput {
  readonly declaration: Declaration;
  readonly plan: Plan;
  /** What the plan was made from; its connections are used on. */
  readonly observation: Observation;
  readonly cloud: Cloud;
  readonly connect: Connect;
  readonly secrets: Secrets;
  readonly progress: Progress;
  /** Milliseconds that a new droplet may take until it answers over SSH. */
  readonly arrivalMs: number;
  /** Makes the release of this commit's wp-content. Throws where that is wrong. */
  readonly checkout: () => Promise<Release>;
  /** How the site is asked for and what time it is: the world's own, but in tests. */
  readonly askForSite?: AskForSite;
  readonly clock?: Clock;
  readonly lease: LeaseTerms;
  /** The commit that this run deploys; absent in a terminal. */
  readonly deployed?: Deployed;
  /** Who started this run, for the hosts' manifests: e.g. `octocat` or `root@laptop`. */
  readonly by: string;
}

/** Makes the plan so. Never decides: what it may do is in the plan. Throws a `Stop` when it may not go on. */
export async function applyPlan({ observation, ...input }: ApplyInput): Promise<Report> {
  const ours = observation.cloud.keys.filter(
    ({ spec }) => spec.publicKey === input.secrets.deployKey.publicKey,
  );
  const sshKeyIds = new Set(ours.map(({ id }) => id));
  const fleet = muster(input.declaration, observation);
  const world = { askForSite, clock: systemClock, ...input };
  const { clock, progress } = world;
  const rotation = rotationAt(clock.now(), input.declaration, observation.cloud);
  const lease = new LeaseKeeper({ ...input.lease, clock, progress, seenAt: observation.beganAt });
  try {
    const cloud = underLease(input.cloud, lease);
    return await apply({
      ...world,
      cloud,
      fleet,
      sshKeyIds,
      made: [],
      lease,
      rotation,
      journal: newJournal(),
    });
  } finally {
    await lease.release();
    dismiss(fleet);
  }
}
