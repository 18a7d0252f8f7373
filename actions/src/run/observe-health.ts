import { Resolver } from 'node:dns/promises';
import pMap from 'p-map';
import { foreignFirewalls } from '../cloud/firewall.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../declaration/declaration.ts';
import { rotationNames } from '../declaration/site-names.ts';
import { placeholderOf } from '../hosts/model/facts.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { messageOf } from '../lib/failure.ts';
import type { FleetStatus, HostStatus, NameAnswer, NameStatus, SiteAnswer } from '../plan/health/check.ts';
import type { Answer } from '../plan/policy/serving.ts';
import { strayText } from '../plan/render/stray-text.ts';
import { rotationOf } from '../plan/rotation/rotation.ts';
import { askNeighbours, seenByNeighbours } from './neighbours.ts';
import type { HostObservation, Observation } from './observe.ts';
import { askForSite, hasNoRoute } from './site.ts';

/** Slower pages count as failed: a reader has left by then. */
const PAGE_MS = 10_000;

/** What an observation found, and how each web host and the site's name server answer a reader right now. */
export async function observeHealth(
  declaration: Declaration,
  observation: Observation,
): Promise<FleetStatus> {
  const [hosts, name] = await Promise.all([
    pMap(
      allHosts(declaration),
      async (host) => [host.name, await hostHealth(declaration, host, observation)] as const,
    ),
    nameHealth(declaration, observation),
  ]);
  return {
    hosts: Object.fromEntries(hosts),
    strays: Object.fromEntries(
      observation.strays.map((stray) => [stray.host.name, strayText(stray, declaration)]),
    ),
    firewalls: foreignFirewalls(declaration, observation.cloud),
    rotation: rotationOf(declaration, observation.cloud).before,
    name,
    now: Date.now(),
  };
}

async function nameHealth(declaration: Declaration, { cloud }: Observation): Promise<NameStatus | undefined> {
  const published = cloud.records
    .filter(({ spec }) => spec.type === 'A' && spec.name === declaration.domain)
    .map(({ spec }) => spec.value);
  const answer = published.length === 0 ? undefined : await lookUpName(declaration);
  return answer && { answer, published };
}

async function hostHealth(
  declaration: Declaration,
  { name, kind }: HostDeclaration,
  observation: Observation,
): Promise<HostStatus> {
  const { hosts, droplets } = observation;
  const seen = hosts.get(name);
  const droplet = droplets.get(name);
  if (seen === undefined || droplet === undefined) return { kind: 'absent' };
  // The plan treats it as absent, because apply switches it on.
  if (seen.kind === 'absent')
    return { kind: 'unreachable', reason: seen.silent ?? `its droplet is ${droplet.status}.` };
  const address = droplet.ipv4;
  const site = kind === 'web' && address !== undefined ? await ask(declaration, address, seen) : undefined;
  if (seen.kind === 'unreachable') {
    return {
      kind: 'unreachable',
      reason: seen.reason,
      isUp: seen.isClosed === true || seen.lacks !== undefined,
      site,
    };
  }
  const ipv6 = await ipv6Health(declaration, name, observation);
  return { kind: 'observed', facts: seen.facts, skewSeconds: seen.skewSeconds, site, ipv6 };
}

/** How the site is served at the host's published IPv6 address; other hosts ask when this machine has no route to it. */
async function ipv6Health(
  declaration: Declaration,
  name: string,
  observation: Observation,
): Promise<SiteAnswer | undefined> {
  const { cloud, droplets, hosts } = observation;
  const address = droplets.get(name)?.ipv6;
  const seen = hosts.get(name);
  const names = rotationNames(declaration);
  const isPublished = cloud.records.some(
    ({ spec }) => spec.type === 'AAAA' && names.includes(spec.name) && spec.value === address,
  );
  if (address === undefined || seen === undefined || !isPublished) return undefined;
  const domain = servedName(declaration, seen);
  return (
    (await ask(declaration, address, seen)) ??
    seenByNeighbours(neighboursIn(observation), address) ??
    siteOf(await askNeighbours(connectedTo(hosts, name), { domain, address, status: 200 }))
  );
}

const connectedTo = (hosts: Observation['hosts'], name: string) =>
  [...hosts].flatMap(([other, { kind, ...host }]) =>
    'connection' in host && other !== name ? [{ name: other, connection: host.connection }] : [],
  );

function siteOf(answer: Answer): SiteAnswer | undefined {
  if (answer === undefined) return undefined;
  if ('wrong' in answer) return { kind: 'failed', error: answer.wrong };
  return { kind: 'served', status: 200, certificate: 'verified' };
}

const neighboursIn = ({ hosts }: Observation) =>
  [...hosts].map(([name, seen]) => ({ name, facts: factsOf(seen) }));

/** Undefined when this machine has no route to the address. */
async function ask(
  declaration: Declaration,
  address: string,
  seen: HostObservation,
): Promise<SiteAnswer | undefined> {
  const placeholder = placeholderOf(factsOf(seen));
  const domain = servedName(declaration, seen);
  try {
    const { status } = await askForSite({ domain, address, placeholder, timeoutMs: PAGE_MS });
    return { kind: 'served', status, certificate: placeholder === undefined ? 'verified' : 'placeholder' };
  } catch (error) {
    return hasNoRoute(error, address) ? undefined : { kind: 'failed', error: messageOf(error) };
  }
}

/** While the site moves to another name, a host may still serve it under the old one. */
const servedName = (declaration: Declaration, seen: HostObservation): string =>
  sitesOn(factsOf(seen))?.[0] ?? declaration.domain;

const factsOf = (seen: HostObservation) => (seen.kind === 'observed' ? seen.facts : undefined);

/** Codes that are a name server's answer; any other means that it could not be asked. */
const ANSWERS = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED']);

/** Asks the zone's own name servers for the site's name, past every cache. Undefined when this machine cannot ask. */
async function lookUpName({ domain, zone }: Declaration): Promise<NameAnswer | undefined> {
  try {
    const servers = await serversOf(zone);
    if (servers.addresses.length === 0)
      return { servers: servers.names, addresses: [], unfound: servers.names.length === 0 };
    const answers = await Promise.all(
      servers.addresses.map((server) => asking([server]).resolve4(domain).catch(none)),
    );
    const addresses = [...new Set(answers.flat())].sort();
    return { servers: servers.names, addresses, cut: await cutAbove(domain, zone) };
  } catch {
    return undefined;
  }
}

async function serversOf(zone: string): Promise<{ names: string[]; addresses: string[] }> {
  const names = (await asking().resolveNs(zone).catch(none)).sort();
  const addresses = await Promise.all(names.map((name) => asking().resolve4(name).catch(none)));
  return { names, addresses: addresses.flat() };
}

/** The delegated zone between the declared zone and the name, if any: only its servers answer for the name. */
async function cutAbove(domain: string, zone: string): Promise<NameAnswer['cut']> {
  for (let name = domain; name !== zone && name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const servers = await asking().resolveNs(name).catch(none);
    if (servers.length > 0) return { zone: name, servers: servers.sort() };
  }
  return undefined;
}

function asking(servers?: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers) resolver.setServers(servers);
  return resolver;
}

function none(error: NodeJS.ErrnoException): string[] {
  if (ANSWERS.has(error.code ?? '')) return [];
  throw error;
}
