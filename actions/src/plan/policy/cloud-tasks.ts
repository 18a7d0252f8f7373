import type { CloudChange } from '../../cloud/change.ts';
import { mustReplace } from '../../cloud/droplet/match.ts';
import type { Observed, ObservedDroplet } from '../../cloud/resource.ts';
import { hasUnknowns } from '../../lib/template.ts';
import type { Plan } from '../plan.ts';
import { resizeOf } from '../waves.ts';

export const isDeletion = ({ action }: CloudChange): boolean => action === 'delete';

/** Resolvers may still send visitors to a droplet that is deleted. */
export const deletesDroplet = ({ action, observed }: CloudChange): boolean =>
  action === 'delete' && observed?.type === 'droplet';

interface Names {
  readonly hasPrimary: boolean;
  /** Whether a host failed in this run. */
  readonly hasFailed: (host: string) => boolean;
}

/**
 * Whether a name can be written now. The name of a host that did not come up has no address yet. The cluster's mark
 * waits for the primary, because the mark means that there was one.
 */
export function canWriteName({ subject, desired }: CloudChange, { hasPrimary, hasFailed }: Names): boolean {
  if (desired?.type !== 'record') return true;
  if (desired.spec.type === 'TXT') return hasPrimary;
  return !hasUnknowns(desired.spec.value) || !hasFailed(subject.host ?? '');
}

/** Whether a task of the last wave may run: a droplet keeps the tag of its earlier host key until the new one is proven. */
export const canRetire = ({ action, observed }: CloudChange, isProven: (host: string) => boolean): boolean =>
  action !== 'update' || observed?.type !== 'droplet' || isProven(observed.spec.name);

/**
 * The droplet that stays when two runs created the same one: the older. Both runs see both droplets in their listings, so
 * they agree without communicating. Undefined when this run's droplet stays.
 */
export const olderDuplicate = (
  { id, spec }: Observed<'droplet'>,
  listed: readonly ObservedDroplet[],
): ObservedDroplet | undefined =>
  listed
    .filter((other) => !mustReplace(spec, other.spec) && Number(other.id) < Number(id))
    .sort((a, b) => Number(a.id) - Number(b.id))[0];

/** A droplet may be up and only slow to answer. */
const LEAST_ARRIVAL_MS = 60_000;

interface Arrival {
  /** Milliseconds that a new droplet may take until it answers over SSH. */
  readonly arrivalMs: number;
  readonly isCreatedByThisRun: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long to wait for a droplet. One that an earlier run created gets what is left of its time: all others wait with it. */
export function arrivalTimeoutMs(
  droplet: Pick<ObservedDroplet, 'createdAt' | 'status'> | undefined,
  { arrivalMs, isCreatedByThisRun, now }: Arrival,
): number {
  if (isCreatedByThisRun || droplet?.createdAt === undefined || droplet.status !== 'active') return arrivalMs;
  const ageMs = now - Date.parse(droplet.createdAt);
  return Math.min(arrivalMs, Math.max(LEAST_ARRIVAL_MS, arrivalMs - ageMs));
}

/** Whether a droplet is off because a run was interrupted while it resized it. The resize switches it on at its turn. */
export const isOffForResize = (plan: Plan, host: string, droplet: ObservedDroplet | undefined): boolean =>
  droplet?.status === 'off' && resizeOf(plan, host) !== undefined;
