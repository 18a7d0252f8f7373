import { allHosts, type Declaration } from '../declaration/declaration.ts';
import { ownNames, rotationNames } from '../declaration/site-names.ts';
import { fact, redact, type Template } from '../hosts/template.ts';
import type { CloudContext } from './context.ts';
import { type Difference, field } from './difference.ts';
import { hostName, markName, markValue } from './ownership.ts';
import type { Address, Desired, Observed, ObservedDroplet, RecordSpec } from './resource.ts';

/** Each own name's ownership mark and who may issue certificates for it, every host's own name, and the rotation. */
export function desiredRecords(declaration: Declaration, { droplets }: CloudContext): Desired<'record'>[] {
  const { domain, dns, web } = declaration;
  const known = new Map(droplets.map((droplet) => [droplet.spec.name, droplet]));
  const pointers = (name: string, host: string) => pointersTo(name, host, dns.ttl, known.get(host));
  return [
    ...ownNames(declaration).flatMap((name) => recordsOfName(name, declaration)),
    ...allHosts(declaration).flatMap(({ name }) => pointers(hostName(name, domain), name)),
    ...rotationNames(declaration).flatMap((name) => web.flatMap((host) => pointers(name, host.name))),
  ];
}

const recordsOfName = (name: string, { cluster, dns: { ttl, caa } }: Declaration): Desired<'record'>[] => [
  record(`record/TXT ${markName(name)}`, {
    type: 'TXT',
    name: markName(name),
    value: markValue(cluster),
    ttl,
  }),
  ...caa.map((authority) =>
    record(`record/CAA ${name} ${authority}`, { type: 'CAA', name, value: caaValue(authority), ttl }),
  ),
];

/** Of the CAA properties only `issue` is ours; its value stands in quotes (RFC 8659, section 4.2). */
export const caaValue = (authority: string): string => `0 issue "${authority}"`;

function pointersTo(
  name: string,
  host: string,
  ttl: number,
  droplet: ObservedDroplet | undefined,
): Desired<'record'>[] {
  const pointer = (type: 'A' | 'AAAA', value: Template) =>
    record(recordAddress(type, name, host), { type, name, value, ttl });
  return [
    pointer('A', droplet?.ipv4 ?? fact(host, 'ipv4')),
    pointer('AAAA', droplet?.ipv6 ?? fact(host, 'ipv6')),
  ];
}

const record = (address: Address, spec: RecordSpec): Desired<'record'> => ({ type: 'record', address, spec });

/** By host, not by IP address, so that a droplet's new address is an update of the same record. */
export const recordAddress = (type: string, name: string, host: string): Address =>
  `record/${type} ${name} -> ${host}`;

/** The host that a record's address names, if it points to one. */
export const pointedHost = (address: Address): string | undefined => address.split(' -> ')[1];

export const compareRecord = (desired: RecordSpec, { spec }: Observed<'record'>): Difference => ({
  fields: [
    ...field('value', spec.value, redact(desired.value)),
    ...field('ttl', `${spec.ttl} s`, `${desired.ttl} s`),
  ],
  replaces: false,
});
