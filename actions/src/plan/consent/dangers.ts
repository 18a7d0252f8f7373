import type { CloudChange } from '../../cloud/change.ts';
import { isPrimary } from '../../cloud/droplet/risk.ts';
import { KINDS } from '../../cloud/kinds.ts';
import type { Resource } from '../../cloud/resource.ts';
import type { ResourceType } from '../../cloud/specs.ts';
import type { HostChange } from '../../hosts/model/steps.ts';
import { some } from '../../lib/words.ts';
import { hostChange } from '../droplets.ts';
import type { Loss, Plan } from '../plan.ts';
import { mostAtOnce } from '../rotation/rotation.ts';
import { cloudWarnings, interruptingChanges } from '../warnings.ts';

type Decided = Pick<Plan, 'cloud' | 'hosts' | 'rotation' | 'losses' | 'passage' | 'domain'>;

/** A reason why a person must confirm the plan. */
export interface Danger {
  /** A sentence. */
  readonly what: string;
  /** The changes that cause it: approving exactly these approves the danger. */
  readonly causes: readonly (CloudChange | HostChange | Loss)[];
}

export const dangersOf = (plan: Decided): Danger[] => [
  ...plan.losses.map((loss) => ({ what: loss.what, causes: [loss] })),
  ...plan.cloud.filter(isDangerous).flatMap(dangerOf),
  ...tooManyLeave(plan),
  ...tooManyAtOnce(plan),
  ...lostReaders(plan),
];

/** The site leaves a name, and the name will not redirect. */
function lostReaders({ cloud, passage, domain }: Decided): Danger[] {
  const lost = (passage?.from ?? []).filter((name) => passage?.leaving.includes(name));
  const causes = cloud.filter(
    ({ action, observed }) => action === 'delete' && observed && lost.includes(dnsNameOf(observed) ?? ''),
  );
  if (causes.length === 0) return [];
  const names = lost.join(', ');
  const what =
    `${names} stops resolving: visitors and links that use it no longer reach ${domain}. ` +
    `To redirect it instead, add \`redirect-from: [${names}]\` to cluster/cluster.yml.`;
  return [{ what, causes }];
}

/** A web host may restart while others serve. There is only one primary. */
const isDangerous = (change: CloudChange): boolean =>
  change.risk === 'takes-away' || change.risk === 'data' || (change.risk === 'restart' && isPrimary(change));

const dangerOf = (change: CloudChange): Danger[] =>
  cloudWarnings([change]).map((what) => ({ what, causes: [change] }));

const dnsNameOf = <T extends ResourceType>({ type, spec }: Resource<T>): string | undefined =>
  KINDS[type].dnsName(spec);

/** If more than this share of the rotation is removed or restarted, a person must confirm. */
const SHARE = 1 / 3;

const changeOf = ({ cloud }: Decided, host: string): CloudChange | undefined =>
  hostChange(
    cloud.filter(({ risk }) => risk !== 'none'),
    host,
  );

/** The remaining hosts must carry the load permanently. */
function tooManyLeave(plan: Decided): Danger[] {
  const { before } = plan.rotation;
  const leaving = before.filter((host) => changeOf(plan, host)?.risk === 'takes-away');
  if (leaving.length <= before.length * SHARE) return [];
  const what =
    `${some(leaving)} would be removed: ${leaving.length} of the ${before.length} hosts in the rotation, ` +
    'more than a third.';
  return [{ what, causes: leaving.flatMap((host) => changeOf(plan, host) ?? []) }];
}

/**
 * Apply restarts hosts in batches and checks that each batch serves before the next one, so many restarts in one plan are
 * no danger. But the smallest batch is one host, which is a large share of a small rotation.
 */
function tooManyAtOnce(plan: Decided): Danger[] {
  const { before } = plan.rotation;
  const restarting = before.filter((host) => restartsOf(plan, host).length > 0);
  if (restarting.length === 0 || mostAtOnce(before.length) <= before.length * SHARE) return [];
  const meanwhile = before.length === 1 ? 'no other host serves' : 'only one other host serves';
  const what = `${some(restarting)} would be restarted. Meanwhile ${meanwhile} the site.`;
  return [{ what, causes: restarting.flatMap((host) => restartsOf(plan, host)) }];
}

function restartsOf(plan: Decided, host: string): (CloudChange | HostChange)[] {
  const change = changeOf(plan, host);
  const inside = plan.hosts.filter((each) => each.host === host).flatMap(interruptingChanges);
  return [...(change?.risk === 'restart' ? [change] : []), ...inside];
}
