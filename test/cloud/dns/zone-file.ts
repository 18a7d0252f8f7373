import type { ZoneRecord } from '../ports.ts';

const NAME_HOSTS = ['ns1', 'ns2', 'ns3'].map((host) => `${host}.digitalocean.com.`);
/** DigitalOcean's values: the TTL of a negative answer and of records that it creates itself, in seconds. */
const DEFAULT_TTL = 1800;

/** A zone in the master file format of RFC 1035, with DigitalOcean's SOA, and its NS if `records` has none. The root is ``. */
export function zoneFile(zone: string, records: readonly ZoneRecord[], serial: number): string {
  const soa = records.find((record) => record.type === 'SOA');
  const named = records.some((record) => record.type === 'NS' && record.name === '@');
  const lines = [
    soaLine(serial, soa?.ttl ?? DEFAULT_TTL),
    ...(named ? [] : NAME_HOSTS.map((host) => `@ ${DEFAULT_TTL} IN NS ${host}`)),
    ...records.filter((record) => record.type !== 'SOA').map(recordLine),
  ];
  return [`$ORIGIN ${zone}.`, ...lines, ''].join('\n');
}

const soaLine = (serial: number, ttl: number): string =>
  `@ ${ttl} IN SOA ${NAME_HOSTS[0]} hostmaster ${serial} 10800 3600 604800 ${ttl}`;

const recordLine = (record: ZoneRecord): string =>
  `${record.name} ${record.ttl} IN ${record.type} ${recordData(record)}`;

/** Host names end with a dot or are `@`. Texts have no quotes. */
function recordData({ type, data, priority, flags, tag }: ZoneRecord): string {
  switch (type) {
    case 'MX':
      return `${priority ?? 0} ${data}`;
    case 'CAA': // DigitalOcean requires a dot after an authority's name that is not part of the value.
      return `${flags ?? 0} ${tag ?? 'issue'} ${characterString(data.replace(/\.$/, ''))}`;
    case 'TXT':
      return characterStrings(data).join(' ');
    default:
      return data;
  }
}

/** A character string has at most 255 bytes. A longer text is split into several (RFC 1035, 3.3.14). */
function characterStrings(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, n) => characterString(bytes.subarray(n * 255, (n + 1) * 255)));
}

const characterString = (text: string | Buffer): string =>
  `"${[...Buffer.from(text as string)].map(escapeByte).join('')}"`;

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  return byte >= 0x20 && byte < 0x7f ? character : `\\${String(byte).padStart(3, '0')}`;
}
