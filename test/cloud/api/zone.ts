import type { ZoneRecord } from '../ports.ts';
import type { Account } from './account.ts';
import type { DnsRecord, Domain } from './model.ts';

/** Publishes the domain in the DNS. As at DigitalOcean, responses do not wait for it. */
export function refreshZone(account: Account, name: string): Promise<void> {
  return account.background.refresh(`zone ${name}`, () => publish(account, name));
}

async function publish({ data, names, knobs }: Account, name: string): Promise<void> {
  await knobs.released(`zone ${name}`);
  const domain = data.domains.find((other) => other.name === name);
  await (domain ? names.publish(name, zoneRecords(domain)) : names.remove(name));
}

/** Data as in a zone file: absolute host names with a trailing dot, and SRV and SOA with all their numbers. */
function zoneRecords(domain: Domain): ZoneRecord[] {
  const zone = domain.records.map((record) => zoneRecord(domain, record));
  const distinct = new Map(zone.map((record) => [JSON.stringify(record), record]));
  return [...distinct.values()];
}

function zoneRecord(domain: Domain, record: DnsRecord): ZoneRecord {
  const { type, name, ttl, priority, flags, tag } = record;
  return {
    type,
    name,
    ttl,
    data: zoneData(domain, record),
    ...(type === 'MX' && priority !== null && { priority }),
    ...(type === 'CAA' && flags !== null && tag !== null && { flags, tag }),
  };
}

function zoneData(domain: Domain, { type, data, priority, weight, port, ttl }: DnsRecord): string {
  const host = data === '@' ? domain.name : data;
  switch (type) {
    case 'SOA':
      return `ns1.digitalocean.com. hostmaster.${domain.name}. ${serial(domain)} 10800 3600 604800 ${ttl}`;
    case 'SRV':
      return `${priority} ${weight} ${port} ${absolute(host)}`;
    case 'CNAME':
    case 'MX':
    case 'NS':
      return absolute(host);
    default:
      return host;
  }
}

/** A single dot, the root, is already absolute. */
const absolute = (host: string): string => (host.endsWith('.') ? host : `${host}.`);

/** Begins with the time, like DigitalOcean's. The DNS that serves the zone counts the changes. */
const serial = ({ bornAt }: Domain): number => Math.floor(bornAt / 1000);

/** The zone as text, as `GET /v2/domains/:name` returns it. */
export function zoneFile(domain: Domain): string {
  const lines = domain.records.map((record) => zoneLine(domain, record));
  return [`$ORIGIN ${domain.name}.`, `$TTL ${domainTtl(domain)}`, ...lines, ''].join('\n');
}

export const domainTtl = ({ records }: Domain): number =>
  records.find(({ type }) => type === 'SOA')?.ttl ?? 0;

function zoneLine(domain: Domain, record: DnsRecord): string {
  const { type, name, ttl, priority, flags, tag } = record;
  const owner = name === '@' ? `${domain.name}.` : `${name}.${domain.name}.`;
  const data = zoneData(domain, record);
  const rest =
    { MX: `${priority} ${data}`, CAA: `${flags} ${tag} "${data}"`, TXT: JSON.stringify(data) }[type] ?? data;
  return `${owner} ${ttl} IN ${type} ${rest}`;
}
