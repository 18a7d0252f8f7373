import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/facts.ts';
import { planCluster } from '../plan/cluster.ts';
import { type KnownHosts, planHosts } from '../plan/host-plans.ts';
import { notesOn } from '../plan/notes.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation } from './observe.ts';

/** The plan for what was observed. `publicKey` is the deploy key's, where the run holds the cluster's secret. */
export function planFor(declaration: Declaration, observation: Observation, publicKey?: string): Plan {
  const known = knownHosts(observation);
  return planCluster({
    declaration,
    cloud: observation.cloud,
    hosts: planHosts(declaration, known),
    notes: notesOn(declaration, known.facts),
    publicKey,
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
