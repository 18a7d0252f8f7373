import pMap from 'p-map';
import type { Cloud } from '../cloud/cloud.ts';
import { desiredDroplets } from '../cloud/droplet.ts';
import type { ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import type { Connect, HostConnection } from '../hosts/connection.ts';
import type { Facts } from '../hosts/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { stayingDroplets } from '../plan/match.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { messageOf } from './progress.ts';

/** What one look at a host found. */
export type HostObservation =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | {
      readonly kind: 'observed';
      readonly facts: Facts;
      /** How far its clock is off ours, at least; positive when it is ahead. */
      readonly skewSeconds: number;
      readonly connection: HostConnection;
    };

export interface Observation {
  readonly cloud: ObservedCloud;
  /** By name: the droplets that stay. One that is to be replaced says nothing of the host that takes its name. */
  readonly droplets: ReadonlyMap<string, ObservedDroplet>;
  /** By name, for every declared host. */
  readonly hosts: ReadonlyMap<string, HostObservation>;
}

export interface ObserveOptions {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly connect: Connect;
  /** Absent in a plan without the cluster's secret: the droplets' tags then say which host key to expect. */
  readonly secrets?: Secrets | undefined;
  readonly timeoutMs: number;
}

/** One look at everything: the account's listings, and one command on each host, all side by side. */
export async function observe(options: ObserveOptions): Promise<Observation> {
  const cloud = await options.cloud.observe(options.declaration);
  const staying = stayingDroplets(desiredDroplets(options.declaration), cloud.droplets);
  const droplets = new Map(staying.map((droplet) => [droplet.spec.name, droplet]));
  const hosts = await pMap(
    allHosts(options.declaration),
    async ({ name }) => [name, await lookAt(droplets.get(name), options)] as const,
  );
  return { cloud, droplets, hosts: new Map(hosts) };
}

async function lookAt(
  droplet: ObservedDroplet | undefined,
  options: ObserveOptions,
): Promise<HostObservation> {
  // A droplet that is still "new" was never converged, and one that is off is switched on by the plan: apply waits for
  // both as for one it makes itself.
  if (droplet === undefined || droplet.status === 'new' || droplet.status === 'off')
    return { kind: 'absent' };
  if (droplet.status !== 'active') return { kind: 'unreachable', reason: `its droplet is ${droplet.status}` };
  try {
    const connection = await connectTo(droplet, options);
    const asked = Date.now() / 1000;
    const facts = await observeHost(connection);
    return {
      kind: 'observed',
      facts,
      skewSeconds: beyond(facts.clock, asked, Date.now() / 1000),
      connection,
    };
  } catch (error) {
    return { kind: 'unreachable', reason: messageOf(error) };
  }
}

/** How far a value lies outside its bounds; 0 within. */
const beyond = (value: number, least: number, most: number): number =>
  value - Math.min(Math.max(value, least), most);

/** Opens the one verified connection to a droplet's host. */
export function connectTo(
  droplet: ObservedDroplet,
  { connect, secrets, timeoutMs }: Pick<ObserveOptions, 'connect' | 'secrets' | 'timeoutMs'>,
): Promise<HostConnection> {
  const host = droplet.spec.name;
  const hostKeySha256 = secrets?.hostKey(host).sha256 ?? droplet.hostKey;
  if (droplet.ipv4 === undefined)
    throw new Error(`${host} has no public IPv4 address yet. Run again in a minute.`);
  if (hostKeySha256 === undefined) {
    throw new Error(
      `${host}'s droplet has no hostkey-sha256 tag, so it cannot be recognised without the cluster's secret. ` +
        'Run apply once, which puts the tag back.',
    );
  }
  return connect({ host, address: droplet.ipv4, hostKeySha256, timeoutMs });
}

/** Ends every connection an observation holds. */
export function closeAll(observation: Observation): void {
  for (const host of observation.hosts.values()) if (host.kind === 'observed') host.connection.close();
}
