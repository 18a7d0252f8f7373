import { memoryOfHosts } from '../cloud/memory.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Unproven } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { lastAddresses } from '../hosts/roles/identity.ts';
import { planCluster } from '../plan/cluster.ts';
import { coreChangeOf, releaseChange } from '../plan/content.ts';
import { shapeOf } from '../plan/conversion.ts';
import { type KnownHosts, planHosts } from '../plan/host-plans.ts';
import { imageNotes, mailNotes, notesOn } from '../plan/notes.ts';
import type { Plan } from '../plan/plan.ts';
import { type Passage, passageOf, stageOf } from '../plan/rotation/passage.ts';
import type { SecretProof } from '../plan/safety.ts';
import { rotationNotes } from '../plan/secret-rotation.ts';
import { straysOf, withoutStrays } from '../plan/stray.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { HostObservation, Observation } from './observe.ts';
import { hostKeysOf } from './session.ts';

interface PlanOptions {
  /** Absent when the run does not have the cluster's secret. The plan then has fewer details. */
  readonly secrets?: Secrets;
  /** Whether to take over records on the site's names that are not the cluster's. */
  readonly adopt?: boolean;
  /** Id of the release that the commit's content becomes; absent when the content was not read. */
  readonly release?: string;
  /** Its paths, below wp-content. */
  readonly files?: ReadonlySet<string>;
  /** Notes for the person who reads the plan. */
  readonly notes?: readonly string[];
}

/** The plan for what was observed. */
export function planFor(
  declaration: Declaration,
  observation: Observation,
  { secrets, adopt, release, files, notes = [] }: PlanOptions = {},
): Plan {
  const known = knownHosts(declaration, observation);
  const hosts = planHosts(declaration, known);
  const met = new Map([[declaration.primary.name, lastAddresses(declaration.primary.name, known.facts)]]);
  const strays = straysOf(declaration, observation.cloud, { met });
  const isForeign = (host: string) => lackOf(observation.hosts.get(host)) === 'host key';
  return planCluster({
    declaration,
    cloud: withoutStrays(declaration, observation.cloud, strays),
    strays: [...observation.strays, ...strays],
    hosts,
    facts: known.facts,
    notes: [
      ...rotationNotes(declaration, hosts, known.facts),
      ...notesOn(declaration, known.facts, clocksOf(observation)),
      ...imageNotes(declaration, known),
      ...mailNotes(declaration),
      ...notes,
    ],
    wordpress: coreChangeOf(declaration, known.facts),
    release: release === undefined ? undefined : releaseChange(release, Object.values(known.facts)),
    files,
    publicKey: secrets?.deployKey.publicKey,
    hostKeyOf: secrets && ((host) => (isForeign(host) ? undefined : secrets.hostKey(host).sha256)),
    proof: proofIn(observation, secrets),
    adopt,
    passage: passageFor(declaration, observation),
  });
}

const lackOf = (host: HostObservation | undefined): Unproven['lacks'] | undefined =>
  host?.kind === 'unreachable' ? host.lacks : undefined;

function proofIn({ hosts }: Observation, secrets: Secrets | undefined): SecretProof {
  const named = [...hosts];
  return {
    hostKeysOf: secrets && hostKeysOf(secrets),
    accepted: named.flatMap(([name, { kind }]) => (kind === 'observed' ? [name] : [])),
    unproven: named.flatMap(([name, host]) => (lackOf(host) ? [name] : [])),
  };
}

/** How the cluster gets from its current names to the declared ones. */
const passageFor = (declaration: Declaration, observation: Observation): Passage | undefined =>
  passageOf(
    { ...declaration, meanwhile: undefined },
    { cloud: observation.cloud, facts: knownHosts(declaration, observation).facts },
  );

/** The declaration to apply now on the way there. */
export const stageFor = (declaration: Declaration, observation: Observation): Declaration =>
  stageOf(
    shapeOf(declaration, knownHosts(declaration, observation).facts),
    passageFor(declaration, observation),
  );

function clocksOf({ hosts }: Observation): Record<string, number> {
  const observed = [...hosts].flatMap(([name, host]) =>
    host.kind === 'observed' ? [[name, host.skewSeconds] as const] : [],
  );
  return Object.fromEntries(observed);
}

/** An observation of the hosts as plain data, without its connections. */
export function knownHosts(declaration: Declaration, observation: Observation): KnownHosts {
  const facts: Record<string, Facts> = {};
  const unreachable: Record<string, string> = {};
  const opened: Record<string, number | undefined> = {};
  for (const [name, host] of observation.hosts) {
    if (host.kind === 'observed') {
      facts[name] = host.facts;
      opened[name] = host.connection.generation;
    }
    if (host.kind === 'unreachable') unreachable[name] = host.reason;
  }
  const lacks = Object.fromEntries([...observation.hosts].map(([name, host]) => [name, lackOf(host)]));
  const memory = memoryOfHosts(declaration, observation.cloud);
  return { droplets: [...observation.droplets.values()], facts, unreachable, lacks, opened, memory };
}
