import pMap from 'p-map';
import type { Cloud } from '../cloud/cloud.ts';
import { stayingDroplets } from '../cloud/droplet/match.ts';
import { desiredDroplets } from '../cloud/droplet.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import { type HostConnection, NoAnswer, NotAdmitted, Unproven } from '../hosts/link/connection.ts';
import { refusedHereAlone } from '../hosts/link/refusals.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { messageOf } from '../lib/failure.ts';
import { type Clock, systemClock } from '../lib/time.ts';
import { wasConverged } from '../plan/past.ts';
import { type Stray, straysOf, withoutStrays } from '../plan/stray.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { connectTo, type Session } from './session.ts';

/** What one look at a host found. */
export type HostObservation =
  /** `silent`: why it did not answer, of a droplet that may still be booting for the first time. */
  | { readonly kind: 'absent'; readonly silent?: string }
  | {
      readonly kind: 'unreachable';
      readonly reason: string;
      /** Of a host that answers and is not worked on: what was not proven. */
      readonly lacks?: Unproven['lacks'];
      /** It runs no command of ours; the reason says what to do there. */
      readonly isClosed?: boolean;
    }
  | {
      readonly kind: 'observed';
      readonly facts: Facts;
      /** How far its clock is off ours, at least; positive when it is ahead. */
      readonly skewSeconds: number;
      readonly connection: HostConnection;
    };

export interface Observation {
  /** The account, its strays counted as the hosts that they are. */
  readonly cloud: ObservedCloud;
  /** Hosts whose droplets lost their tag or their name. Nothing is applied while there are any. */
  readonly strays: readonly Stray[];
  /** When it began, in the clock's milliseconds. */
  readonly beganAt: number;
  /** By name: the droplets that stay. One that is to be replaced says nothing of the host that takes its name. */
  readonly droplets: ReadonlyMap<string, ObservedDroplet>;
  /** By name, for every declared host. */
  readonly hosts: ReadonlyMap<string, HostObservation>;
}

export interface ObserveOptions extends Session {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly clock?: Clock;
}

/** One look at everything: the account's listings, and one command on each host, all side by side. */
export async function observe(options: ObserveOptions): Promise<Observation> {
  const beganAt = (options.clock ?? systemClock).now();
  const { declaration, secrets } = options;
  const listed = await options.cloud.observe(declaration);
  const strays = straysOf(declaration, listed, { hostKeysOf: secrets && hostKeysOf(secrets) });
  const cloud = withoutStrays(declaration, listed, strays);
  const staying = stayingDroplets(desiredDroplets(declaration), cloud.droplets);
  const droplets = new Map(staying.map((droplet) => [droplet.spec.name, droplet]));
  const first = await pMap(
    allHosts(declaration),
    async ({ name }) => [name, await lookAt(droplets.get(name), options)] as const,
  );
  const facts = Object.fromEntries(
    first.flatMap(([name, host]) => (host.kind === 'observed' ? [[name, host.facts] as const] : [])),
  );
  // Nothing is "not there yet" that others know: it gets the time of any other host, and is out of reach after that.
  const hosts = await pMap(first, async ([name, host]) => {
    const droplet = droplets.get(name);
    const isKnown =
      droplet &&
      host.kind === 'absent' &&
      host.silent &&
      wasConverged(droplet, { declaration, cloud, facts });
    return [name, isKnown ? await lookAt(droplet, { ...options, isKnown: true }) : host] as const;
  });
  return { cloud, strays, beganAt, droplets, hosts: compared(new Map(hosts), droplets) };
}

export const hostKeysOf =
  (secrets: Secrets) =>
  (host: string): string[] =>
    secrets.generations.map((generation) => secrets.hostKey(host, generation).sha256);

/** A droplet younger than this may still be booting, made by a run that was killed: no reason to hold up the others. */
const BOOT_MS = 10 * 60_000;
const YOUNG_TIMEOUT_MS = 5_000;

async function lookAt(
  droplet: ObservedDroplet | undefined,
  options: ObserveOptions & { readonly isKnown?: boolean },
): Promise<HostObservation> {
  // A droplet that is still "new" was never converged, and one that is off is switched on by the plan: apply waits for
  // both as for one it makes itself.
  if (droplet === undefined || droplet.status === 'new' || droplet.status === 'off')
    return { kind: 'absent' };
  if (droplet.status !== 'active') return { kind: 'unreachable', reason: `its droplet is ${droplet.status}` };
  const isYoung = !options.isKnown && Date.now() - Date.parse(droplet.createdAt ?? '') < BOOT_MS;
  const timeoutMs = isYoung ? Math.min(YOUNG_TIMEOUT_MS, options.timeoutMs) : options.timeoutMs;
  try {
    const connection = await connectTo(droplet, { ...options, timeoutMs });
    return { kind: 'observed', connection, ...(await factsOf(connection)) };
  } catch (error) {
    if (isYoung && error instanceof NoAnswer) return { kind: 'absent', silent: error.message };
    const lacks = error instanceof Unproven ? error.lacks : undefined;
    return { kind: 'unreachable', reason: messageOf(error), lacks, isClosed: error instanceof NotAdmitted };
  }
}

/** A key that one host accepts is the right one: where another refuses it, the cause is on that host. */
function compared(
  hosts: ReadonlyMap<string, HostObservation>,
  droplets: Observation['droplets'],
): ReadonlyMap<string, HostObservation> {
  const [other] = [...hosts].find(([, { kind }]) => kind === 'observed') ?? [];
  if (other === undefined) return hosts;
  return new Map(
    [...hosts].map(([name, seen]) => {
      if (seen.kind !== 'unreachable' || seen.lacks !== 'our key') return [name, seen];
      return [name, { ...seen, reason: refusedHereAlone(name, droplets.get(name)?.ipv4 ?? '', other) }];
    }),
  );
}

/** A connection that nobody gets is closed: an open one would keep this process from ending. */
async function factsOf(connection: HostConnection): Promise<{ facts: Facts; skewSeconds: number }> {
  const asked = Date.now() / 1000;
  try {
    const facts = await observeHost(connection);
    return { facts, skewSeconds: beyond(facts.clock, asked, Date.now() / 1000) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** How far a value lies outside its bounds; 0 within. */
const beyond = (value: number, least: number, most: number): number =>
  value - Math.min(Math.max(value, least), most);

/** Ends every connection an observation holds. */
export function closeAll(observation: Observation): void {
  for (const host of observation.hosts.values()) if (host.kind === 'observed') host.connection.close();
}
