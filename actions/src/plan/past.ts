import type { Draft } from '../cloud/change.ts';
import { isPrimary } from '../cloud/droplet/risk.ts';
import { hostName } from '../cloud/ownership.ts';
import { markedNames } from '../cloud/record/ownership.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { isKnownToPeers, metPrimary } from '../hosts/roles/identity.ts';
import { desiredHost } from './droplets.ts';
import { rotationOf } from './rotation/rotation.ts';

type Known = Readonly<Record<string, Facts | undefined>>;

/** Hosts with evidence, on their own disks, that the site was installed. */
export const witnessesOf = (facts: Known): string[] =>
  Object.keys(facts).filter((name) => hasSeen(facts[name]));

/** A manifest records the install command after it succeeded. A host keeps a release after it served it successfully. */
const hasSeen = (facts: Facts | undefined): boolean =>
  facts?.site?.seen === true ||
  Boolean(facts?.content?.kept) ||
  facts?.manifest?.roles.wordpress?.commands.site !== undefined;

/** Hosts that were set up together with a primary. The primary created its keys for that, so it was set up too. */
export const peersOf = (declaration: Declaration, facts: Known): string[] => [
  ...new Set(
    [...metPrimary(declaration.primary.name, facts), ...witnessesOf(facts)].filter(
      (name) => name !== declaration.primary.name,
    ),
  ),
];

/** Whether the change recreates a droplet. Any host that knew the primary proves that there was one; for a web host, its record does. */
export function isRevival(
  draft: Draft,
  declaration: Declaration,
  cloud: ObservedCloud,
  facts: Known,
): boolean {
  const desired = desiredHost(draft);
  if (draft.action !== 'create' || desired === undefined) return false;
  const marked = markedNames(declaration, cloud.records);
  if (isPrimary({ desired })) {
    // If there is another primary, this one replaces it, and the deletion of the other one reports the loss.
    const hasOther = cloud.droplets.some((observed) => isPrimary({ observed }));
    return !hasOther && (marked.length > 0 || peersOf(declaration, facts).length > 0);
  }
  const names = marked.map((name) => hostName(desired.spec.name, name));
  return cloud.records.some(({ spec }) => spec.type !== 'CNAME' && names.includes(spec.name));
}

/**
 * Whether this droplet was ever set up: hosts that were converged since its creation have its fingerprint. If no host
 * answers, the DNS rotation decides. Such a host counts as unreachable when it does not answer, even if it is new.
 */
export function wasConverged(
  { spec, createdAt = '' }: ObservedDroplet,
  { declaration, cloud, facts }: { declaration: Declaration; cloud: ObservedCloud; facts: Known },
): boolean {
  const { name } = spec;
  const answered = Object.entries(facts);
  if (answered.length === 0) {
    const serving = rotationOf(declaration, cloud, markedNames(declaration, cloud.records)).before;
    return serving.includes(name) || (name === declaration.primary.name && serving.length > 0);
  }
  const since = answered.filter(
    ([, peer]) => !(Date.parse(peer?.manifest?.appliedAt ?? '') < Date.parse(createdAt)),
  );
  return isKnownToPeers(name, declaration.primary.name, Object.fromEntries(since));
}
