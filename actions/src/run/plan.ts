import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/facts.ts';
import { planCluster } from '../plan/cluster.ts';
import { type KnownHosts, planHosts } from '../plan/host-plans.ts';
import { notesOn } from '../plan/notes.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation } from './observe.ts';

export interface PlanOptions {
  /** The deploy key's, where the run holds the cluster's secret. */
  readonly publicKey?: string | undefined;
  /** Whether to take over the records of others that stand on the site's names. */
  readonly adopt?: boolean | undefined;
}

/** The plan for what was observed. */
export function planFor(
  declaration: Declaration,
  observation: Observation,
  { publicKey, adopt }: PlanOptions = {},
): Plan {
  const known = knownHosts(observation);
  return planCluster({
    declaration,
    cloud: observation.cloud,
    hosts: planHosts(declaration, known),
    notes: notesOn(declaration, known.facts),
    publicKey,
    adopt,
  });
}

/** The plain data in an observation of hosts, without its open connections. */
export function knownHosts(observation: Observation): KnownHosts {
  const facts: Record<string, Facts> = {};
  const unreachable: Record<string, string> = {};
  for (const [name, host] of observation.hosts) {
    if (host.kind === 'observed') facts[name] = host.facts;
    if (host.kind === 'unreachable') unreachable[name] = host.reason;
  }
  return { droplets: [...observation.droplets.values()], facts, unreachable };
}
