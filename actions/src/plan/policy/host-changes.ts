import type { Declaration } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import type { HostChange, RoleChanges } from '../../hosts/model/steps.ts';
import { hasIdentity, isKnownToPeers } from '../../hosts/roles/identity.ts';
import type { HostPlan, Plan } from '../plan.ts';
import { resizeOf } from '../waves.ts';

type Hosts = Pick<Plan, 'hosts' | 'losses'>;

const planOf = ({ hosts }: Pick<Plan, 'hosts'>, name: string): HostPlan | undefined =>
  hosts.find(({ host }) => host === name);

const keeping = (
  roles: readonly RoleChanges[],
  isKept: (change: HostChange) => boolean,
  rest: Partial<RoleChanges> = {},
): RoleChanges[] =>
  roles.flatMap((role) => {
    const changes = role.changes.filter(isKept);
    return changes.length > 0 ? [{ ...role, changes, ...rest }] : [];
  });

/** Whether a new, empty site was requested although there was one. */
export const startsOver = ({ losses }: Pick<Plan, 'losses'>): boolean =>
  losses.some(({ kind }) => kind === 'site');

/** Only the changes that the plan named. A change has the same address before and after the holes in its templates are filled. */
export function onlyPlanned(plan: Hosts, host: string, roles: readonly RoleChanges[]): RoleChanges[] {
  const planned = planOf(plan, host);
  if (planned?.kind !== 'converge') return [...roles];
  const named = new Set(planned.roles.flatMap(({ changes }) => changes.map(({ address }) => address)));
  // A host that could not query the database when it was planned does not know yet that there is no site.
  if (startsOver(plan)) named.add(`${host}/wordpress/command/site`);
  return keeping(roles, ({ address }) => named.has(address));
}

/** Whether a host first has to make a key that others need: it is new, or lost its key. */
export const needsPreparation = (facts: Facts | undefined, declaration: Declaration): boolean =>
  facts !== undefined && (facts.manifest === null || !hasIdentity(facts, declaration));

/**
 * What a host can do before the other hosts' facts are known: packages, directories and its own keys. A host that lost its key may be
 * serving visitors, so it makes only the key and changes nothing else until its turn.
 */
export function onlyPreparation(
  plan: Hosts,
  host: string,
  facts: Facts | undefined,
  roles: readonly RoleChanges[],
): RoleChanges[] {
  if (facts?.manifest === null) return preparing(roles);
  return preparing(onlyPlanned(plan, host, roles).filter(({ role }) => NETWORKS.has(role)));
}

/** Roles in which hosts know each other by keys. */
const NETWORKS = new Set<string>(['vpn', 'mesh', 'sync']);
const PREPARING = new Set<string>(['packages', 'directory', 'prepare']);

const preparing = (roles: readonly RoleChanges[]): RoleChanges[] =>
  roles.flatMap((role) =>
    role.role === 'base'
      ? [role]
      : keeping([role], ({ step }) => PREPARING.has(step.kind), { handlers: [], validations: [] }),
  );

/**
 * What a host takes over before any new host converges: a new member joins the database over the mesh, so the others must know
 * its key. It interrupts nothing.
 */
export const onlyIntroductions = (plan: Hosts, host: string, roles: readonly RoleChanges[]): RoleChanges[] =>
  onlyPlanned(plan, host, roles).filter(({ role }) => role === 'mesh');

/** The changes of the database and those before it: what it needs, and roles that the host loses. */
export const untilDatabase = (roles: readonly RoleChanges[]): RoleChanges[] =>
  roles.slice(0, 1 + roles.findLastIndex(({ role }) => role === 'database'));

/** Whether the plan withdraws earlier secrets at its end. */
export const withdrawsSecrets = ({ hosts }: Pick<Plan, 'hosts'>): boolean => hosts.some(hasWithdrawals);

const hasWithdrawals = (host: HostPlan | undefined): boolean =>
  host?.kind === 'converge' && (host.withdraws ?? []).length > 0;

/** Only the withdrawals that the plan named. For a host that this run created: everything that is left to do. */
export function onlyWithdrawals(
  plan: Pick<Plan, 'hosts'>,
  host: string,
  roles: readonly RoleChanges[],
): RoleChanges[] {
  const planned = planOf(plan, host);
  if (planned?.kind !== 'converge') return [...roles];
  return keeping(roles, ({ address }) => (planned.withdraws ?? []).includes(address));
}

interface Keys {
  /** Generation of the deploy key that opened the host. */
  readonly opened: number | undefined;
  /** Generation that the declaration asks for. */
  readonly declared: number | undefined;
  /** Host keys that the droplet's tags name; `hostKey` is the one that they should name. */
  readonly tagged: readonly string[];
  readonly hostKey: string;
}

/** Whether a host may still accept or present an earlier key. */
export const hasEarlierSecrets = (
  plan: Pick<Plan, 'hosts'>,
  host: string,
  { opened, declared, tagged, hostKey }: Keys,
): boolean =>
  hasWithdrawals(planOf(plan, host)) || opened !== declared || tagged.some((key) => key !== hostKey);

/** Whether the plan does not change a host. */
export function hasNoChanges(plan: Plan, name: string): boolean {
  const host = planOf(plan, name);
  return host?.kind === 'converge' && host.roles.length === 0 && resizeOf(plan, name) === undefined;
}

interface KnownHost {
  readonly hasDroplet: boolean;
  readonly hasFailed: boolean;
}

/**
 * Whether the other hosts are converged with this one in their configuration. A host that never came up would make them
 * fail too. One that was converged before stays, even while it is unreachable: its peers hold its fingerprint.
 */
export function isPresent(
  name: string,
  { hasDroplet, hasFailed }: KnownHost,
  declaration: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
): boolean {
  if (!hasDroplet) return false;
  const hasKey = hasIdentity(facts[name], declaration);
  return hasKey || !hasFailed || isKnownToPeers(name, declaration.primary.name, facts);
}
