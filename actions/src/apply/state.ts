import { memoryOfHosts } from '../cloud/memory.ts';
import type { Observed, ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import { rotationNames } from '../declaration/site-names.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import type { RoleDesired } from '../hosts/model/role.ts';
import { desiredOf, type KnownHosts } from '../plan/host-plans.ts';
import { isPresent } from '../plan/policy/host-changes.ts';
import type { Observation } from '../run/observe.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** Mutable state of one host during a run. */
export interface Member {
  readonly host: HostDeclaration;
  /** MiB of its declared size. */
  readonly memoryMiB?: number;
  droplet?: ObservedDroplet;
  connection?: HostConnection;
  facts?: Facts;
  /** Generation of the keys, its own host key among them, that a second connection used in this run. */
  proven?: number;
  /** Why this run does nothing more to it. */
  failure?: string;
}

export type Fleet = ReadonlyMap<string, Member>;

export function fleetOf(declaration: Declaration, observation: Observation): Fleet {
  const memory = memoryOfHosts(declaration, observation.cloud);
  return new Map(
    allHosts(declaration).map((host) => {
      const seen = observation.hosts.get(host.name);
      const droplet = observation.droplets.get(host.name);
      const member: Member = { host, memoryMiB: memory[host.name], droplet };
      if (seen?.kind === 'observed') {
        member.connection = seen.connection;
        // A host that is still booting was created by a run that was killed. Wait for it as if this run had created it.
        if (seen.facts.manifest !== null || seen.facts.cloudInit === 'done') member.facts = seen.facts;
      }
      if (seen?.kind === 'unreachable') member.failure = seen.reason;
      return [host.name, member];
    }),
  );
}

/** Closes every connection of the run, including those to new hosts. */
export function closeConnections(fleet: Fleet): void {
  for (const { connection } of fleet.values()) connection?.close();
}

/** What is known of the fleet now, as the planner takes it. */
export function knownNow(fleet: Fleet): KnownHosts {
  const members = [...fleet.values()];
  const byName = <T>(pick: (member: Member) => T) =>
    Object.fromEntries(members.map((member) => [member.host.name, pick(member)]));
  return {
    droplets: members.flatMap(({ droplet }) => droplet ?? []),
    facts: byName(({ facts }) => facts),
    unreachable: byName(({ failure }) => failure),
    opened: byName(({ connection, proven }) => proven ?? connection?.generation),
    memory: byName(({ memoryMiB }) => memoryMiB),
  };
}

/** What a host should have now, among the hosts that are present. */
export function desiredNow(
  declaration: Declaration,
  fleet: Fleet,
  host: HostDeclaration,
): readonly RoleDesired[] {
  const known = knownNow(fleet);
  const web = declaration.web.filter(({ name }) => {
    const { droplet, failure } = fleet.get(name) ?? {};
    const state = { hasDroplet: droplet !== undefined, hasFailed: failure !== undefined };
    return isPresent(name, state, declaration, known.facts);
  });
  return desiredOf({ ...declaration, web }, host, known);
}

/** Fills a template's holes from the derived secrets and the current state of the fleet. */
export function holeValues(fleet: Fleet, secrets: Secrets) {
  return (kind: 'secret' | 'fact', name: string): string => {
    if (kind === 'secret') return secrets.value(name).reveal();
    const [host = '', what = ''] = name.split('/');
    const member = fleet.get(host);
    const { vpnFingerprint, identities } = member?.facts ?? {};
    const known = { ...member?.droplet, vpnFingerprint, ...identities };
    const value = known[what as keyof typeof known];
    if (typeof value === 'string') return value;
    throw new Error(
      `${what} of ${host} is unknown: ${member?.failure ?? 'the host did not come up in this run'}.`,
    );
  };
}

export type RotationRecord = Observed<'record'>;

/** The rotation as it is now. Apply updates it with every write, and counts only what is certain. */
export interface Rotation {
  readonly names: readonly string[];
  /** By record id. */
  readonly records: Map<string, RotationRecord>;
  /** Records that this run removed temporarily, by id. */
  readonly away: Map<string, RotationRecord>;
  /** Ids of removed records that may still exist, because a response was lost. Look for them before creating them again. */
  readonly doubtful: Set<string>;
  /** Seconds for which resolvers may return an address that left: the longest time to live of any record. */
  readonly ttl: number;
  /** When an address last left, by the clock. At first when the run began, because a killed run may have removed one. */
  leftAt: number;
}

export function rotationAt(now: number, declaration: Declaration, cloud: ObservedCloud): Rotation {
  const names = rotationNames(declaration);
  const records = cloud.records.filter(
    ({ spec }) => (spec.type === 'A' || spec.type === 'AAAA') && names.includes(spec.name),
  );
  return {
    names,
    records: new Map(records.map((record) => [record.id, record])),
    away: new Map(),
    doubtful: new Set(),
    ttl: Math.max(declaration.dns.ttl, ...records.map(({ spec }) => spec.ttl)),
    leftAt: now,
  };
}
