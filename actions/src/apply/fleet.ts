import { memoryOfHosts } from '../cloud/memory.ts';
import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { lastFingerprint } from '../hosts/roles/vpn/fingerprint.ts';
import type { KnownHosts } from '../plan/host-plans.ts';
import type { Observation } from '../run/observe.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** One host while a run works on it: apply updates it as it goes. */
export interface Member {
  readonly host: HostDeclaration;
  /** MiB, as its declared size has. */
  readonly memoryMiB?: number;
  droplet?: ObservedDroplet;
  connection?: HostConnection;
  facts?: Facts;
  /** Generation of the keys, its own host key among them, with which this run has seen it open a second connection. */
  proven?: number;
  /** Why nothing more is done to it in this run. */
  failure?: string;
}

export type Fleet = ReadonlyMap<string, Member>;

/** The fleet as it was observed. */
export function muster(declaration: Declaration, observation: Observation): Fleet {
  const memory = memoryOfHosts(declaration, observation.cloud);
  return new Map(
    allHosts(declaration).map((host) => {
      const seen = observation.hosts.get(host.name);
      const droplet = observation.droplets.get(host.name);
      const member: Member = { host, memoryMiB: memory[host.name], droplet };
      if (seen?.kind === 'observed') {
        member.connection = seen.connection;
        // Whose first boot is not over, a run that was killed has just made: it is waited for like one of this run.
        if (seen.facts.manifest !== null || seen.facts.cloudInit === 'done') member.facts = seen.facts;
      }
      if (seen?.kind === 'unreachable') member.failure = seen.reason;
      return [host.name, member];
    }),
  );
}

/** Ends every connection the run holds, those of new hosts too. */
export function dismiss(fleet: Fleet): void {
  for (const { connection } of fleet.values()) connection?.close();
}

/** What is known of the fleet now, in the planner's shape. */
export function knownOf(fleet: Fleet): KnownHosts {
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

/** It has made what others need of it. */
const isIntroduced = ({ facts }: Member): boolean => typeof facts?.vpnFingerprint === 'string';

/**
 * The declaration less the hosts that never came up: others are then converged as if these were not declared yet,
 * instead of failing with them. A host that once was converged stays, though it is away now: its peers remember it.
 */
export function presentOnly(declaration: Declaration, fleet: Fleet): Declaration {
  const { facts } = knownOf(fleet);
  const present = ({ name }: HostDeclaration) => {
    const member = fleet.get(name);
    if (member?.droplet === undefined) return false;
    const remembered = lastFingerprint(name, declaration.primary.name, facts) !== undefined;
    return isIntroduced(member) || member.failure === undefined || remembered;
  };
  return { ...declaration, web: declaration.web.filter(present) };
}

/** Fills a template's holes from the derived secrets and from what the fleet has become. */
export function lookupIn(fleet: Fleet, secrets: Secrets) {
  return (kind: 'secret' | 'fact', name: string): string => {
    if (kind === 'secret') return secrets.value(name).reveal();
    const [host = '', what = ''] = name.split('/');
    const member = fleet.get(host);
    const known = { ...member?.droplet, vpnFingerprint: member?.facts?.vpnFingerprint };
    const value = known[what as keyof typeof known];
    if (typeof value !== 'string') {
      throw new Error(
        `${what} of ${host} is not known: ${member?.failure ?? 'it has not come up in this run'}.`,
      );
    }
    return value;
  };
}
