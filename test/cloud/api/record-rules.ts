import { isIPv4, isIPv6 } from 'node:net';
import { unprocessable } from './errors.ts';
import type { RecordFields } from './model.ts';

/** A record in a request. Fields that a type does not use are ignored. */
export type RecordInput = { readonly [K in keyof RecordFields]?: RecordFields[K] | null | undefined };

const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT'];
const CAA_TAGS = ['issue', 'issuewild', 'iodef'];
export const DEFAULT_TTL = 1800;
const SHORTEST_TTL = 30;

/** The stored form of a record. @throws 422 with all of DigitalOcean's complaints. */
export function acceptedRecord(domain: string, input: RecordInput): RecordFields {
  const type = input.type ?? '';
  const record = {
    type,
    name: relativeName(domain, input.name ?? '@'),
    data: input.data ?? '',
    ttl: input.ttl ?? DEFAULT_TTL,
    priority: type === 'MX' || type === 'SRV' ? (input.priority ?? null) : null,
    port: type === 'SRV' ? (input.port ?? null) : null,
    weight: type === 'SRV' ? (input.weight ?? null) : null,
    flags: type === 'CAA' ? (input.flags ?? null) : null,
    tag: type === 'CAA' ? (input.tag ?? null) : null,
  };
  const complaints = complaintsAbout(record);
  if (complaints.length > 0) throw unprocessable(complaints.join(', '));
  return { ...record, data: keptData(domain, record) };
}

/** `www`, `www.example.com.` and `@` are distinguished by the trailing dot, as in a zone file. */
function relativeName(domain: string, name: string): string {
  if (name === '' || name === `${domain}.`) return '@';
  return name.endsWith(`.${domain}.`) ? name.slice(0, -domain.length - 2) : name;
}

function complaintsAbout(record: RecordFields): string[] {
  const { type, name, data, ttl } = record;
  if (!RECORD_TYPES.includes(type)) return ['Type is not included in the list'];
  const complaints = [...dataComplaints(record), ...numberComplaints(record)];
  if (!/^(@|(\*|[\w-]+)(\.[\w-]+)*)$/.test(name)) complaints.push('Name is invalid');
  if (!Number.isInteger(ttl) || ttl < SHORTEST_TTL)
    complaints.push('TTL must be greater than or equal to 30');
  return data === '' ? ["Data can't be blank"] : complaints;
}

function dataComplaints(record: RecordFields): string[] {
  const { type, data } = record;
  if (type === 'A' && !isIPv4(data)) return ['IP address did not match IPv4 format (e.g. 127.0.0.1).'];
  if (type === 'AAAA' && !isIPv6(data))
    return ['IP address did not match IPv6 format (e.g. 2001:db8::ff00:42:8329).'];
  if (isHostName(record) && data !== '@' && !data.endsWith('.')) return ['Data needs to end with a dot (.)'];
  return [];
}

function numberComplaints({ type, priority, port, weight, flags, tag }: RecordFields): string[] {
  const complaints: string[] = [];
  if ((type === 'MX' || type === 'SRV') && priority === null) complaints.push('Priority is not a number');
  if (type === 'SRV' && port === null) complaints.push('Port is not a number');
  if (type === 'SRV' && weight === null) complaints.push('Weight is not a number');
  if (type === 'CAA' && (flags === null || flags < 0 || flags > 255))
    complaints.push('Flags must be an integer between 0 and 255');
  if (type === 'CAA' && !CAA_TAGS.includes(tag ?? ''))
    complaints.push('Tag must be issue, issuewild, or iodef');
  return complaints;
}

/** A CAA record also contains a host name, except for `iodef`, which has a URL (digitalocean/terraform-provider-digitalocean#421). */
const isHostName = ({ type, tag }: RecordFields): boolean =>
  ['CNAME', 'MX', 'NS', 'SRV'].includes(type) || (type === 'CAA' && tag !== 'iodef');

function keptData(domain: string, record: RecordFields): string {
  if (!isHostName(record)) return record.data;
  return record.data === `${domain}.` ? '@' : record.data.replace(/(?<=.)\.$/, '');
}
