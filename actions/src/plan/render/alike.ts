import type { HostPlan } from '../plan.ts';
import { handlerLine, itemName } from './lines.ts';

/** Hosts with one plan but for their names. */
export interface Alike {
  readonly names: readonly string[];
  /** The first one's. */
  readonly plan: HostPlan;
}

/** Groups hosts by what a person would read about them, in the order of their first. */
export function alike(hosts: readonly HostPlan[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const plan of hosts) {
    const key = essence(plan);
    const group = groups.get(key);
    groups.set(key, { plan: group?.plan ?? plan, names: [...(group?.names ?? []), plan.host] });
  }
  return [...groups.values()];
}

function essence(plan: HostPlan): string {
  if (plan.kind === 'unreachable') return JSON.stringify([plan.kind, plan.reason]);
  if (plan.kind === 'after-create') return JSON.stringify([plan.kind, plan.roles]);
  return JSON.stringify(
    plan.roles.map(({ role, changes, handlers }) => [
      role,
      changes.map((change) => [itemName(change), change.action, change.reason, change.diff]),
      handlers.map(handlerLine),
    ]),
  );
}
