import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import { diffHost } from '../hosts/diff/diff-host.ts';
import type { Unproven } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import type { RoleDesired } from '../hosts/model/role.ts';
import { acceptedOn } from '../hosts/roles/generations.ts';
import { desiredRoles, rolesOf } from '../hosts/roles/index.ts';
import { fact, generationsIn, type Template } from '../lib/template.ts';
import { contentChanges, type KeptRelease, keptRelease } from './content.ts';
import type { HostPlan } from './plan.ts';

/** What a run knows about the hosts, as plain data. */
export interface KnownHosts {
  readonly droplets: readonly ObservedDroplet[];
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Why a host that exists did not answer, by name. */
  readonly unreachable: Readonly<Record<string, string | undefined>>;
  /** By name: what a host that answers could not prove. Apply does not change such a host. */
  readonly lacks?: Readonly<Record<string, Unproven['lacks'] | undefined>>;
  /** Generation of the deploy key that opened each host, by name. */
  readonly opened: Readonly<Record<string, number | undefined>>;
  /** MiB of memory of each host, by name: `memoryOfHosts`. */
  readonly memory: Readonly<Record<string, number | undefined>>;
}

/** What a host should have, given what is known about all hosts. */
export function desiredOf(
  declaration: Declaration,
  host: HostDeclaration,
  known: KnownHosts,
): readonly RoleDesired[] {
  const { facts, opened, droplets, memory } = known;
  const present = droplets.map(({ spec }) => spec.name);
  const accepted = acceptedOn(host, declaration, { facts, opened, present });
  const away = awayOf(known);
  const memoryOf = (name: string) => memory[name] ?? 0;
  return desiredRoles({ declaration, host, facts, away, accepted, memoryOf, addressOf: addressOf(droplets) });
}

/** One plan for each host, the primary first. */
export function planHosts(declaration: Declaration, known: KnownHosts): HostPlan[] {
  const kept = keptRelease(declaration.web.map(({ name }) => known.facts[name]));
  return allHosts(declaration).map((host) => planHost(declaration, host, known, kept));
}

function planHost(
  declaration: Declaration,
  host: HostDeclaration,
  known: KnownHosts,
  kept: KeptRelease | undefined,
): HostPlan {
  const reason = known.unreachable[host.name];
  if (reason !== undefined)
    return { host: host.name, kind: 'unreachable', reason, lacks: known.lacks?.[host.name] };
  const facts = known.facts[host.name];
  // A host without a manifest was never converged: the differences would be all items of all roles.
  if (!facts?.manifest) return { host: host.name, kind: 'after-create', roles: rolesOf(host, declaration) };
  const desired = desiredOf(declaration, host, known);
  const withdraws = desired.flatMap((role) => withdrawals(host.name, role, declaration.generation));
  return {
    host: host.name,
    kind: 'converge',
    roles: [...diffHost(host.name, desired, facts), ...contentChanges(host.name, facts, kept)],
    ...(withdraws.length > 0 ? { withdraws } : {}),
  };
}

const awayOf = ({ droplets, unreachable }: KnownHosts): ReadonlySet<string> =>
  new Set([
    ...droplets.filter(({ status }) => status === 'off').map(({ spec }) => spec.name),
    ...Object.keys(unreachable).filter((name) => unreachable[name] !== undefined),
  ]);

/** Items that accept secrets of an earlier generation in addition to the declared one. */
function withdrawals(host: string, { role, files, commands }: RoleDesired, generation: number): string[] {
  const earlier = (template: Template) => generationsIn(template).some((one) => one < generation);
  return [
    ...files.filter(({ content }) => earlier(content)).map(({ path }) => `${host}/${role}/file${path}`),
    ...commands.filter(({ run }) => earlier(run)).map(({ name }) => `${host}/${role}/command/${name}`),
  ];
}

function addressOf(droplets: readonly ObservedDroplet[]): (host: string) => Template {
  const known = new Map(droplets.map((droplet) => [droplet.spec.name, droplet.ipv4]));
  return (host) => known.get(host) ?? fact(host, 'ipv4');
}
