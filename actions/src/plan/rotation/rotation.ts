import type { Draft } from '../../cloud/change.ts';
import type { ObservedCloud, ObservedDroplet } from '../../cloud/resource.ts';
import type { RecordSpec } from '../../cloud/specs.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { listed } from '../../lib/words.ts';
import { hostChange } from '../droplets.ts';
import type { HostPlan, Plan } from '../plan.ts';

/** The web hosts in the DNS rotation, before and after. `from`: the site's names before the change. */
export function rotationOf(
  declaration: Declaration,
  cloud: ObservedCloud,
  from: readonly string[] = [],
): Plan['rotation'] {
  const names = [declaration.domain, ...from];
  const owners = new Map(cloud.droplets.map(({ spec, ipv4 }) => [ipv4, spec.name]));
  const before = cloud.records
    .filter(({ spec }) => spec.type === 'A' && names.includes(spec.name))
    .map(({ spec }) => owners.get(spec.value) ?? spec.value);
  return { before: [...new Set(before)].sort(), after: declaration.web.map(({ name }) => name).sort() };
}

/**
 * A refusal if hosts leave the rotation and no host that serves now would remain. If the new hosts then failed to serve,
 * the site's name would have no records.
 */
export function rotationRefusals(
  { before, after }: Plan['rotation'],
  drafts: readonly Draft[],
  hosts: readonly HostPlan[],
  droplets: readonly ObservedDroplet[],
): string[] {
  const ends = (host: string) => ['replace', 'delete'].includes(hostChange(drafts, host)?.action ?? '');
  const leaves = (host: string) => !after.includes(host) || ends(host);
  const isReached = (host: string) => hosts.some((plan) => plan.host === host && plan.kind === 'converge');
  // An address without a droplet serves no visitors, so replacing it removes nothing.
  const standing = before.filter((host) => droplets.some(({ spec }) => spec.name === host));
  const leaving = standing.filter(leaves);
  if (leaving.length === 0 || standing.some((host) => !leaves(host) && isReached(host))) return [];
  return [
    `${listed(leaving)} would leave the rotation, and none of the hosts that serve the site now would remain. ` +
      'Keep one of them in this change and apply it, so that the new hosts serve first. Remove the last one in a second change.',
  ];
}

interface Placed {
  readonly name: string;
  readonly region: string;
}

interface BatchOptions {
  /** How many hosts the rotation holds. */
  readonly rotation: number;
  /** Whether a host must be the only one of its batch. */
  readonly isAlone: (host: Placed) => boolean;
}

/** Batches of serving hosts, in the order of their change: region by region, never more than a third at once. */
export function batchesOf<T extends Placed>(hosts: readonly T[], options: BatchOptions): T[][] {
  const regions = [...new Set(hosts.map(({ region }) => region))];
  return regions.flatMap((region) =>
    batchesIn(
      hosts.filter((host) => host.region === region),
      options,
    ),
  );
}

function batchesIn<T extends Placed>(hosts: readonly T[], { rotation, isAlone }: BatchOptions): T[][] {
  const together = hosts.filter((host) => !isAlone(host));
  return [...chunks(together, mostAtOnce(rotation)), ...chunks(hosts.filter(isAlone), 1)];
}

/** The most hosts in a batch: a third of the rotation, but at least one, so that a small rotation can change too. */
export const mostAtOnce = (rotation: number): number => Math.max(1, Math.floor(rotation / 3));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/**
 * Whether a record may leave the rotation: only while another record of the same name and type has an address that was
 * observed serving the site. So a name always has records, and one of them always serves.
 */
export const mayLeave = (
  record: RecordSpec,
  rotation: readonly RecordSpec[],
  serving: ReadonlySet<string>,
): boolean =>
  rotation.some(
    ({ type, name, value }) =>
      type === record.type && name === record.name && value !== record.value && serving.has(value),
  );
