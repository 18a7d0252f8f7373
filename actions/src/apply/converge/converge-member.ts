import { convergeHost } from '../../hosts/converge/converge-host.ts';
import { diffHost } from '../../hosts/diff/diff-host.ts';
import type { RoleDesired } from '../../hosts/model/role.ts';
import type { RoleChanges } from '../../hosts/model/steps.ts';
import { observeHost } from '../../hosts/observe.ts';
import { desiredOf } from '../../plan/host-plans.ts';
import { step } from '../../run/progress.ts';
import type { ApplyContext } from '../context.ts';
import { knownOf, lookupIn, type Member, presentOnly } from '../fleet.ts';
import { startsOver } from '../starts-over.ts';

type Pick = (changes: RoleChanges[]) => RoleChanges[];

/**
 * What a host can do before it knows the others: packages, directories, and the keys that it makes itself. One that
 * lost its key serves visitors meanwhile, so it makes nothing but the key, and goes on with the old one until its turn.
 */
export function early(context: ApplyContext, member: Member): Pick {
  if (member.facts?.manifest === null) return atFirst;
  const named = planned(context, member);
  return (roles) => atFirst(named(roles).filter(({ role }) => role === 'vpn'));
}

const atFirst: Pick = (roles) =>
  roles.flatMap((role) => {
    if (role.role === 'base') return [role];
    const changes = role.changes.filter(({ step }) =>
      ['packages', 'directory', 'prepare'].includes(step.kind),
    );
    return changes.length > 0 ? [{ ...role, changes, handlers: [], validations: [] }] : [];
  });

/** Only what the plan named: its addresses are the same once the holes in its templates are filled. */
export function planned(context: ApplyContext, { host }: Member): Pick {
  const { plan } = context;
  const hostPlan = plan.hosts.find((candidate) => candidate.host === host.name);
  if (hostPlan?.kind !== 'converge') return (roles) => roles;
  const named = new Set([
    ...hostPlan.roles.flatMap(({ changes }) => changes.map(({ address }) => address)),
    // A host that could not ask the database when it was planned does not know yet that it has no site.
    ...(startsOver(context) ? [`${host.name}/wordpress/command/site`] : []),
  ]);
  return (roles) =>
    roles.flatMap((role) => {
      const changes = role.changes.filter(({ address }) => named.has(address));
      return changes.length > 0 ? [{ ...role, changes }] : [];
    });
}

const DONE = {
  preparing: 'prepared',
  converging: 'converged',
  withdrawing: 'earlier secrets withdrawn',
} as const;

/** Does what `pick` leaves of the host's differences, and looks at the host again. */
export async function treat(
  context: ApplyContext,
  member: Member,
  doing: keyof typeof DONE,
  pick: Pick,
): Promise<void> {
  const { connection, facts, host } = member;
  if (!connection || !facts) return;
  const desired = desiredNow(context, member);
  const changes = pick(diffHost(host.name, desired, facts));
  if (changes.length === 0) return;
  const began = performance.now();
  const items = changes.reduce((sum, role) => sum + role.changes.length, 0);
  const work = async () => {
    context.lease.check();
    const lookup = lookupIn(context.fleet, context.secrets);
    const onStep = stepTeller(context, host.name);
    await convergeHost({ connection, changes, desired, by: context.by, lookup, onStep });
    member.facts = await observeHost(connection);
  };
  await step(context.progress, host.name, doing, work, () => `${DONE[doing]}, ${items} items`);
  tally(context, host.name, items, (performance.now() - began) / 1000);
}

/** A step's address begins with its host, which the line names already. */
const stepTeller =
  ({ progress }: ApplyContext, subject: string) =>
  (step: string) =>
    progress({ kind: 'start', subject, doing: step.slice(subject.length + 1) });

function desiredNow({ declaration, fleet }: ApplyContext, { host }: Member): readonly RoleDesired[] {
  return desiredOf(presentOnly(declaration, fleet), host, knownOf(fleet));
}

export function tally({ journal }: ApplyContext, host: string, items: number, seconds: number): void {
  const before = journal.changed.get(host) ?? { items: 0, seconds: 0 };
  journal.changed.set(host, { items: before.items + items, seconds: before.seconds + seconds });
}
