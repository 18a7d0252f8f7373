import { clusterTag, markValue } from '../cloud/ownership.ts';
import type { Desired, Observed, ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/facts.ts';
import { configuredUrl } from '../hosts/roles/wordpress/config.ts';
import { hasUnknowns } from '../hosts/template.ts';

/** What stands at a name of ours and does not carry our mark is somebody else's: refused, never taken over. */
export interface Told<T extends Observed> {
  readonly ours: readonly T[];
  /** A sentence each: what is in the way, and how to move it. */
  readonly clashes: readonly string[];
}

type Firewall = Observed<'firewall'>;
type Key = Observed<'ssh-key'>;
type Check = Observed<'uptime-check'>;

/** A firewall is known by its tags, which say what it protects. */
export function tellFirewalls(
  { cluster }: Declaration,
  desired: readonly Desired<'firewall'>[],
  firewalls: readonly Firewall[],
): Told<Firewall> {
  const namesake = ({ spec }: Firewall) => desired.find((wanted) => wanted.spec.name === spec.name);
  const isMarked = ({ spec }: Firewall) => spec.tags.some((tag) => tag.startsWith(`${clusterTag(cluster)}:`));
  return tell(
    firewalls,
    (firewall) => namesake(firewall) !== undefined && !isMarked(firewall),
    (firewall) =>
      `The firewall ${firewall.spec.name} (id ${firewall.id}) has ${firewall.spec.tags.length > 0 ? `the tags ${firewall.spec.tags.join(', ')}` : 'no tags'}, so it is ` +
      `not of cluster ${cluster}. Rename or delete it under Networking > Firewalls; or, if it is this cluster's, give it the ` +
      `tag ${namesake(firewall)?.spec.tags[0]}. Then plan again.`,
  );
}

/** A deploy key is known by its content, which follows from the cluster's secret. */
export const tellKeys = (desired: Desired<'ssh-key'>, keys: readonly Key[]): Told<Key> =>
  tell(
    keys,
    ({ spec }) =>
      spec.name === desired.spec.name &&
      !hasUnknowns(desired.spec.publicKey) &&
      spec.publicKey !== desired.spec.publicKey,
    ({ id, spec }) =>
      `The account has an SSH key ${spec.name} (id ${id}) that does not follow from this CLUSTER_SECRET: it is another ` +
      "cluster's of the same name, or the secret is not the one this cluster was made with. Set the right CLUSTER_SECRET; or, " +
      'if no cluster uses that key any more, delete it under Settings > Security. Then plan again.',
  );

/** A check is known by what it watches: the site's name, or one that it had before. */
export function tellChecks(
  declaration: Declaration,
  { uptimeChecks, records }: Pick<ObservedCloud, 'uptimeChecks' | 'records'>,
  facts: Readonly<Record<string, Facts | undefined>>,
): Told<Check> {
  const { cluster, domain } = declaration;
  const marked = records.flatMap(({ spec: { type, name, value } }) =>
    type === 'TXT' && value === markValue(cluster) ? [name.replace('_flotilla.', '')] : [],
  );
  const ours = [
    ...[domain, ...marked].map((name) => `https://${name}`),
    ...Object.values(facts).map(configuredUrl),
  ];
  const told = tell(
    uptimeChecks,
    ({ spec }) => !ours.includes(spec.target.replace(/\/$/, '')),
    ({ id, spec }) =>
      `The uptime check ${spec.name} (id ${id}) watches ${spec.target}, which is no site of cluster ${cluster}. Rename or ` +
      `delete it; or, if it is this cluster's, let it watch https://${domain}. Then plan again.`,
  );
  // Names of checks are not unique: another check next to ours does no harm.
  return told.ours.length > 0 || !declaration.alerts.certificate ? { ...told, clashes: [] } : told;
}

function tell<T extends Observed>(
  all: readonly T[],
  isForeign: (one: T) => boolean,
  clash: (one: T) => string,
): Told<T> {
  return { ours: all.filter((one) => !isForeign(one)), clashes: all.filter(isForeign).map(clash) };
}
