import type { Draft } from '../cloud/change.ts';
import { isPrimary } from '../cloud/droplet/risk.ts';
import { hostName } from '../cloud/ownership.ts';
import { markedNames } from '../cloud/record/ownership.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { lastFingerprint, metPrimary } from '../hosts/roles/vpn/fingerprint.ts';
import { desiredHost } from './droplets.ts';
import { rotationOf } from './rotation/rotation.ts';

type Known = Readonly<Record<string, Facts | undefined>>;

/** Hosts that have seen the site installed, by what they keep themselves. */
export const witnessesOf = (facts: Known): string[] =>
  Object.keys(facts).filter((name) => hasSeen(facts[name]));

/** The command that installs it stands in a manifest once it has succeeded; a release is kept once it was served well. */
const hasSeen = (facts: Facts | undefined): boolean =>
  facts?.site?.seen === true ||
  Boolean(facts?.content?.kept) ||
  facts?.manifest?.roles.wordpress?.commands.site !== undefined;

/** Hosts that were set up with a primary: it has made its keys, so it was set up too. */
export const peersOf = (declaration: Declaration, facts: Known): string[] => [
  ...new Set(
    [...metPrimary(facts), ...witnessesOf(facts)].filter((name) => name !== declaration.primary.name),
  ),
];

/** Whether it creates a droplet for a host that had one: of a primary anything that knew it tells, of a web host its record. */
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
    // Another one is there to be replaced by it: that one's end says what is lost.
    const hasOther = cloud.droplets.some((observed) => isPrimary({ observed }));
    return !hasOther && (marked.length > 0 || peersOf(declaration, facts).length > 0);
  }
  const names = marked.map((name) => hostName(desired.spec.name, name));
  return cloud.records.some(({ spec }) => spec.type !== 'CNAME' && names.includes(spec.name));
}

/**
 * Whether this very droplet was set up once: hosts converged since it was created hold its fingerprint; while none
 * answers, the site's name leads to it. Such a host is out of reach when it does not answer, however young it is.
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
  return lastFingerprint(name, declaration.primary.name, Object.fromEntries(since)) !== undefined;
}
