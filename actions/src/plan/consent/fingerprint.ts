import type { CloudChange } from '../../cloud/change.ts';
import { KINDS } from '../../cloud/kinds.ts';
import { addressOf, type Resource } from '../../cloud/resource.ts';
import type { ResourceType } from '../../cloud/specs.ts';
import type { HostChange } from '../../hosts/model/steps.ts';
import { sha256 } from '../../lib/hash.ts';
import type { HostPlan, Loss, Plan } from '../plan.ts';

/** SHA-256 (hex, 12 digits) of what a plan does. Equal changes have equal fingerprints, in any run at any time. */
export const fingerprint = ({
  cluster,
  cloud,
  hosts,
  losses,
}: Pick<Plan, 'cluster' | 'cloud' | 'hosts' | 'losses'>): string =>
  digestOf([
    cluster,
    cloud.filter(isKnownToAll).map(essence),
    hosts.flatMap(hostEssence),
    ...losses.map(({ address }) => address),
  ]);

/** The fingerprint of one change. It does not depend on the rest of the plan. */
export const fingerprintOfChange = (cluster: string, change: CloudChange | HostChange | Loss): string =>
  digestOf([cluster, essenceOf(change)]);

function essenceOf(change: CloudChange | HostChange | Loss): unknown {
  if ('kind' in change) return change.address;
  return 'step' in change ? stepEssence(change) : essence(change);
}

/** The first 12 digits of a value's SHA-256. */
export const digestOf = (value: unknown): string => sha256(canonical(value)).slice(0, 12);

/**
 * The part of a change that a person approves, without statuses and wording. A deletion or a risky change includes the
 * resource's id: a droplet that is created later under the same name is another droplet.
 */
function essence({ subject, action, risk, desired, observed }: CloudChange): unknown {
  const id = risk === 'none' && action === 'update' ? undefined : observed?.id;
  return [addressOf(subject), action, specOf(desired), action === 'create' ? null : [specOf(observed), id]];
}

/** A plan without the secret cannot know host keys, so a change of only such fields does not count. */
const isKnownToAll = ({ subject, fields }: CloudChange): boolean =>
  fields.length === 0 || fields.some(({ key }) => !KINDS[subject.type].secretFields.includes(key));

const specOf = (resource: Resource | undefined): unknown => (resource ? essenceOfSpec(resource) : null);

const essenceOfSpec = <T extends ResourceType>({ type, spec }: Resource<T>): unknown =>
  KINDS[type].essence(spec);

function hostEssence(host: HostPlan): unknown[] {
  if (host.kind === 'unreachable') return [[host.host, host.kind]];
  if (host.kind === 'after-create') return [[host.host, host.kind, host.roles]];
  return host.roles.flatMap(({ changes }) => changes.map(stepEssence));
}

const stepEssence = ({ address, action, step }: HostChange): unknown => [address, action, step];

/** JSON with sorted keys, so that the order of an object's keys does not matter. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
