import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import { diffHost } from '../hosts/diff.ts';
import type { Facts } from '../hosts/facts.ts';
import type { RoleDesired } from '../hosts/role.ts';
import { desiredRoles, rolesOf } from '../hosts/roles/index.ts';
import { fact, type Template } from '../hosts/template.ts';
import type { HostPlan } from './plan.ts';

/** What is known of the hosts, as plain data. */
export interface KnownHosts {
  readonly droplets: readonly ObservedDroplet[];
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Why a host that exists did not answer, by name. */
  readonly unreachable: Readonly<Record<string, string | undefined>>;
}

/** What every declared host should have, given what is known of all of them. */
export function desiredOf(
  declaration: Declaration,
  host: HostDeclaration,
  known: KnownHosts,
): readonly RoleDesired[] {
  const { facts, droplets } = known;
  return desiredRoles({ declaration, host, facts, away: awayOf(known), addressOf: addressOf(droplets) });
}

/** One plan a host, the primary first. */
export function planHosts(declaration: Declaration, known: KnownHosts): HostPlan[] {
  return allHosts(declaration).map((host) => planHost(declaration, host, known));
}

function planHost(declaration: Declaration, host: HostDeclaration, known: KnownHosts): HostPlan {
  const reason = known.unreachable[host.name];
  if (reason !== undefined) return { host: host.name, kind: 'unreachable', reason };
  const facts = known.facts[host.name];
  // Without a manifest nothing was ever converged: its differences would be the whole of every role.
  if (!facts?.manifest) return { host: host.name, kind: 'after-create', roles: rolesOf(host) };
  return {
    host: host.name,
    kind: 'converge',
    roles: diffHost(host.name, desiredOf(declaration, host, known), facts),
  };
}

const awayOf = ({ droplets, unreachable }: KnownHosts): ReadonlySet<string> =>
  new Set([
    ...droplets.filter(({ status }) => status === 'off').map(({ spec }) => spec.name),
    ...Object.keys(unreachable).filter((name) => unreachable[name] !== undefined),
  ]);

function addressOf(droplets: readonly ObservedDroplet[]): (host: string) => Template {
  const known = new Map(droplets.map((droplet) => [droplet.spec.name, droplet.ipv4]));
  return (host) => known.get(host) ?? fact(host, 'ipv4');
}
