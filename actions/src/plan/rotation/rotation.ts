import type { Draft } from '../../cloud/change.ts';
import type { ObservedCloud, ObservedDroplet } from '../../cloud/resource.ts';
import type { RecordSpec } from '../../cloud/specs.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { listed } from '../../lib/words.ts';
import { hostChange } from '../droplets.ts';
import type { HostPlan, Plan } from '../plan.ts';

/** Which web hosts the site's name answers with, before and after; `from`: the names it has before. */
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
 * A refusal when hosts leave the rotation and none that serves now would stay: should the new ones fail to serve, the
 * site's name would answer with nothing.
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
  // An address without a droplet serves nobody: replacing it takes nothing away.
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

/** Hosts that serve visitors in the order they are changed: region by region, never more than a third at once. */
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

/** The most hosts of a batch: a third of the rotation, and at least one, for a small rotation has to be changed too. */
export const mostAtOnce = (rotation: number): number => Math.max(1, Math.floor(rotation / 3));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/**
 * Whether a record may leave the rotation: only while another answers the same question with an address that was seen
 * serving the site. So no name is ever left with nothing, nor with nobody that serves.
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
