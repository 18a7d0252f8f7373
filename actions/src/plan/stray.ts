import { clusterTag, hostName, kindTag } from '../cloud/ownership.ts';
import { markedNames } from '../cloud/record/ownership.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';

/** A droplet that is a declared host, although it lost its tag or its name. */
export interface Stray {
  readonly host: HostDeclaration;
  readonly droplet: ObservedDroplet;
  /** The evidence, e.g. `it carries the tag of host-01's host key`. */
  readonly evidence: string;
}

/** What identifies hosts, in addition to the account. */
export interface Traces {
  /** SHA-256 (hex) of the keys a host may have; absent where the run cannot derive them. */
  readonly hostKeysOf?: (host: string) => readonly string[];
  /** Addresses at which hosts last met another host, by that host's name: read from their manifests. */
  readonly met?: ReadonlyMap<string, readonly string[]>;
}

interface Context {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  readonly traces: Traces;
}

interface Clue {
  readonly says: (host: HostDeclaration, declaration: Declaration) => string;
  readonly fits: (droplet: ObservedDroplet, host: HostDeclaration, context: Context) => boolean;
}

/** The most reliable clue comes first. */
const CLUES: readonly Clue[] = [
  {
    says: ({ name }) => `it carries the tag of ${name}'s host key`,
    fits: ({ spec }, { name }, { traces }) =>
      (traces.hostKeysOf?.(name) ?? []).some((key) => spec.hostKeys?.includes(key)),
  },
  {
    says: ({ name }, { domain }) => `${hostName(name, domain)} points to its address`,
    fits: (droplet, { name }, context) =>
      !isOfAnother(droplet, context) && hasTrace(droplet, context) && isPointedAt(droplet, name, context),
  },
  {
    says: ({ name }) => `the other hosts reach ${name} at its address`,
    fits: (droplet, { name }, context) =>
      !isOfAnother(droplet, context) && (context.traces.met?.get(name) ?? []).includes(droplet.ipv4 ?? ''),
  },
  {
    says: () => 'it has its name',
    fits: (droplet, { name }, context) =>
      !isOfAnother(droplet, context) && hasTrace(droplet, context) && droplet.spec.name === name,
  },
  {
    says: ({ kind }, { cluster }) => `it has the tag ${kindTag(cluster, kind)}`,
    fits: (droplet, { kind }, { declaration, cloud }) =>
      cloud.others.includes(droplet) && droplet.spec.tags.includes(kindTag(declaration.cluster, kind)),
  },
];

/**
 * Matches declared hosts that seem to have no droplet with droplets that lost their tag or name. A host counts as absent
 * only if no key, record, other host or name points to a droplet.
 */
export function straysOf(declaration: Declaration, cloud: ObservedCloud, traces: Traces = {}): Stray[] {
  const hosts = allHosts(declaration);
  const isDeclared = ({ spec }: ObservedDroplet) => hosts.some(({ name }) => name === spec.name);
  const candidates = [...cloud.droplets.filter((droplet) => !isDeclared(droplet)), ...cloud.others];
  const missing = hosts.filter(({ name }) => !cloud.droplets.some(({ spec }) => spec.name === name));
  const strays: Stray[] = [];
  for (const { says, fits } of CLUES) {
    for (const host of missing.filter((one) => !strays.some((stray) => stray.host === one))) {
      const droplet = candidates.find(
        (one) =>
          !strays.some((stray) => stray.droplet === one) && fits(one, host, { declaration, cloud, traces }),
      );
      if (droplet) strays.push({ host, droplet, evidence: says(host, declaration) });
    }
  }
  return strays;
}

/** The account as if every stray had its tag and its name. Plans and health use this. */
export function withoutStrays(
  declaration: Declaration,
  cloud: ObservedCloud,
  strays: readonly Stray[],
): ObservedCloud {
  const isStray = (droplet: ObservedDroplet) => strays.some((stray) => stray.droplet === droplet);
  const found = strays.map(({ host, droplet }) =>
    recognised(droplet, host.name, clusterTag(declaration.cluster)),
  );
  return {
    ...cloud,
    droplets: [...found, ...cloud.droplets.filter((droplet) => !isStray(droplet))],
    others: cloud.others.filter((droplet) => !isStray(droplet)),
  };
}

const recognised = ({ spec, ...droplet }: ObservedDroplet, name: string, tag: string): ObservedDroplet => ({
  ...droplet,
  spec: { ...spec, name, tags: [...new Set([...spec.tags, tag])].sort() },
});

/** Whether it carries another cluster's tag. */
const isOfAnother = ({ spec }: ObservedDroplet, { declaration }: Context): boolean =>
  spec.tags.some((tag) => tag.startsWith('cluster:') && !isOurs(tag, declaration));

const isOurs = (tag: string, { cluster }: Declaration): boolean =>
  tag === clusterTag(cluster) || tag.startsWith(`${clusterTag(cluster)}:`);

/** If the cluster has no DNS mark, a droplet with a host's name needs another sign that it is ours. */
const hasTrace = ({ spec }: ObservedDroplet, { declaration, cloud }: Context): boolean =>
  markedNames(declaration, cloud.records).length > 0 ||
  (spec.hostKeys ?? []).length > 0 ||
  spec.tags.some((tag) => isOurs(tag, declaration));

function isPointedAt(
  { ipv4, ipv6 }: ObservedDroplet,
  host: string,
  { declaration, cloud }: Context,
): boolean {
  // While the site's domain changes, a host's name may still be below the old domain.
  const names = [declaration.domain, ...markedNames(declaration, cloud.records)].map((one) =>
    hostName(host, one),
  );
  return cloud.records.some(({ spec }) => names.includes(spec.name) && [ipv4, ipv6].includes(spec.value));
}
