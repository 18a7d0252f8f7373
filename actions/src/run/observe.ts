import pMap from 'p-map';
import { stayingDroplets } from '../cloud/droplet/match.ts';
import { desiredDroplets } from '../cloud/droplet.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import { allHosts } from '../declaration/declaration.ts';
import { type HostConnection, NoAnswer, NotAdmitted, Unproven } from '../hosts/link/connection.ts';
import { refusedHereAlone } from '../hosts/link/refusals.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { messageOf } from '../lib/failure.ts';
import { systemClock } from '../lib/time.ts';
import { wasConverged } from '../plan/past.ts';
import { type Stray, straysOf, withoutStrays } from '../plan/stray.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { connectTo, type Session } from './session.ts';

/** The result of observing one host. */
export type HostObservation =
  /** `silent`: why it did not answer; its droplet may still be booting for the first time. */
  | { readonly kind: 'absent'; readonly silent?: string }
  | {
      readonly kind: 'unreachable';
      readonly reason: string;
      /** What was not proven of a host that answers; apply does not work on it. */
      readonly lacks?: Unproven['lacks'];
      /** It runs none of our commands; the reason says what to do on the host. */
      readonly isClosed?: boolean;
    }
  | {
      readonly kind: 'observed';
      readonly facts: Facts;
      /** The least difference between its clock and this machine's; positive when it is ahead. */
      readonly skewSeconds: number;
      readonly connection: HostConnection;
    };

export interface Observation {
  /** The account. Strays are listed as the hosts that they are. */
  readonly cloud: ObservedCloud;
  /** Hosts with droplets that lost their tag or name. A plan is refused while there are any. */
  readonly strays: readonly Stray[];
  /** When observing began, by the session's clock. */
  readonly beganAt: number;
  /** By name: the droplets that stay, without those that are about to be replaced. */
  readonly droplets: ReadonlyMap<string, ObservedDroplet>;
  /** By name, for every declared host. */
  readonly hosts: ReadonlyMap<string, HostObservation>;
}

/** Observes everything: the account's listings, then all hosts in parallel, with one command each. */
export async function observe(session: Session): Promise<Observation> {
  const beganAt = (session.clock ?? systemClock).now();
  const { declaration, secrets } = session;
  const listed = await session.cloud.observe(declaration);
  const strays = straysOf(declaration, listed, { hostKeysOf: secrets && hostKeysOf(secrets) });
  const cloud = withoutStrays(declaration, listed, strays);
  const staying = stayingDroplets(desiredDroplets(declaration), cloud.droplets);
  const droplets = new Map(staying.map((droplet) => [droplet.spec.name, droplet]));
  const first = await pMap(
    allHosts(declaration),
    async ({ name }) => [name, await observeOne(droplets.get(name), session)] as const,
  );
  const facts = Object.fromEntries(
    first.flatMap(([name, host]) => (host.kind === 'observed' ? [[name, host.facts] as const] : [])),
  );
  // A host that others know is not new. It gets as much time as any other host, and is unreachable after that.
  const hosts = await pMap(first, async ([name, host]) => {
    const droplet = droplets.get(name);
    const isKnown =
      droplet &&
      host.kind === 'absent' &&
      host.silent &&
      wasConverged(droplet, { declaration, cloud, facts });
    return [name, isKnown ? await observeOne(droplet, { ...session, isKnown: true }) : host] as const;
  });
  return { cloud, strays, beganAt, droplets, hosts: compared(new Map(hosts), droplets) };
}

export const hostKeysOf =
  (secrets: Secrets) =>
  (host: string): string[] =>
    secrets.generations.map((generation) => secrets.hostKey(host, generation).sha256);

/** A droplet younger than this may still be booting, because a killed run created it. The others do not wait for it. */
const BOOT_MS = 10 * 60_000;
const YOUNG_TIMEOUT_MS = 5_000;

async function observeOne(
  droplet: ObservedDroplet | undefined,
  session: Session & { readonly isKnown?: boolean },
): Promise<HostObservation> {
  // A droplet that is still "new" was never converged, and the plan switches on one that is off. Apply waits for both as
  // for a droplet that it creates.
  if (droplet === undefined || droplet.status === 'new' || droplet.status === 'off')
    return { kind: 'absent' };
  if (droplet.status !== 'active') return { kind: 'unreachable', reason: `its droplet is ${droplet.status}` };
  const isYoung = !session.isKnown && Date.now() - Date.parse(droplet.createdAt ?? '') < BOOT_MS;
  const timeoutMs = isYoung ? Math.min(YOUNG_TIMEOUT_MS, session.timeoutMs) : session.timeoutMs;
  try {
    const connection = await connectTo(droplet, { ...session, timeoutMs });
    return { kind: 'observed', connection, ...(await factsOf(connection)) };
  } catch (error) {
    if (isYoung && error instanceof NoAnswer) return { kind: 'absent', silent: error.message };
    const lacks = error instanceof Unproven ? error.lacks : undefined;
    return { kind: 'unreachable', reason: messageOf(error), lacks, isClosed: error instanceof NotAdmitted };
  }
}

/** A key that one host accepts is the right one. If another host refuses it, the cause is on that host. */
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

/** Closes the connection when the host cannot be observed: an open one would keep this process running. */
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

/** Closes every connection that an observation holds. */
export function closeAll(observation: Observation): void {
  for (const host of observation.hosts.values()) if (host.kind === 'observed') host.connection.close();
}
