import pMap from 'p-map';
import type { Declaration, HostDeclaration } from '../declaration/declaration.ts';
import { allHosts } from '../declaration/declaration.ts';
import { rotationNames } from '../declaration/site-names.ts';
import { placeholderOf } from '../hosts/model/placeholder.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { messageOf } from '../lib/failure.ts';
import { foreignFirewalls } from '../plan/health/foreign-firewall.ts';
import type { HostSighting, NameSighting, Sighting, SiteSighting } from '../plan/health/sighting.ts';
import { strayText } from '../plan/render/stray-text.ts';
import { rotationOf } from '../plan/rotation/rotation.ts';
import { lookUpName } from './name.ts';
import { type Answer, asNeighboursSaw, asNeighboursSee } from './neighbours.ts';
import { isNoWay } from './no-way.ts';
import type { HostObservation, Observation } from './observe.ts';
import { askForSite } from './verify.ts';

/** Beyond this a reader has gone elsewhere. */
const PAGE_MS = 10_000;

/** What an observation found, and what each web host answers a reader right now, asked side by side. */
export async function sight(declaration: Declaration, observation: Observation): Promise<Sighting> {
  const [hosts, name] = await Promise.all([
    pMap(
      allHosts(declaration),
      async (host) => [host.name, await sightHost(declaration, host, observation)] as const,
    ),
    sightName(declaration, observation),
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

async function sightName(
  declaration: Declaration,
  { cloud }: Observation,
): Promise<NameSighting | undefined> {
  const published = cloud.records
    .filter(({ spec }) => spec.type === 'A' && spec.name === declaration.domain)
    .map(({ spec }) => spec.value);
  const answer = published.length === 0 ? undefined : await lookUpName(declaration);
  return answer && { answer, published };
}

async function sightHost(
  declaration: Declaration,
  { name, kind }: HostDeclaration,
  observation: Observation,
): Promise<HostSighting> {
  const { hosts, droplets } = observation;
  const seen = hosts.get(name);
  const droplet = droplets.get(name);
  if (seen === undefined || droplet === undefined) return { kind: 'absent' };
  // To the plan it is as good as absent: it is about to be switched on.
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
  const ipv6 = await sightIpv6(declaration, name, observation);
  return { kind: 'observed', facts: seen.facts, skewSeconds: seen.skewSeconds, site, ipv6 };
}

/** At the IPv6 address that readers are sent to; where this machine has no way there, as another host sees it. */
async function sightIpv6(
  declaration: Declaration,
  name: string,
  observation: Observation,
): Promise<SiteSighting | undefined> {
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
    asNeighboursSaw(neighboursIn(observation), address) ??
    sightingOf(await asNeighboursSee(connectedTo(hosts, name), { domain, address, status: 200 }))
  );
}

/** Of use where a host's resolver still remembers that there was no such record. */
const connectedTo = (hosts: Observation['hosts'], name: string) =>
  [...hosts].flatMap(([other, { kind, ...host }]) =>
    'connection' in host && other !== name ? [{ name: other, connection: host.connection }] : [],
  );

function sightingOf(answer: Answer): SiteSighting | undefined {
  if (answer === undefined) return undefined;
  if ('wrong' in answer) return { kind: 'failed', error: answer.wrong };
  return { kind: 'served', status: 200, certificate: 'verified' };
}

const neighboursIn = ({ hosts }: Observation) =>
  [...hosts].map(([name, seen]) => ({ name, facts: factsOf(seen) }));

/** Undefined where this machine has no way there. */
async function ask(
  declaration: Declaration,
  address: string,
  seen: HostObservation,
): Promise<SiteSighting | undefined> {
  const placeholder = placeholderOf(factsOf(seen));
  const domain = servedName(declaration, seen);
  try {
    const { status } = await askForSite({ domain, address, placeholder, timeoutMs: PAGE_MS });
    return { kind: 'served', status, certificate: placeholder === undefined ? 'verified' : 'placeholder' };
  } catch (error) {
    return isNoWay(error, address) ? undefined : { kind: 'failed', error: messageOf(error) };
  }
}

/** While the site moves, a host may not give it under its new name yet. */
const servedName = (declaration: Declaration, seen: HostObservation): string =>
  sitesOn(factsOf(seen))?.[0] ?? declaration.domain;

const factsOf = (seen: HostObservation) => (seen.kind === 'observed' ? seen.facts : undefined);
