import type { modules } from 'dots-wrapper';
import { canonicalAddress } from '../../lib/addresses.ts';
import type { Observed, RecordSpec } from '../resource.ts';

export type WireRecord = modules.domain.IDomainRecord;

/** What is sent of a record. */
type RecordBody = Pick<WireRecord, 'type' | 'name' | 'data' | 'ttl'> &
  Partial<Pick<WireRecord, 'flags' | 'tag'>>;

const OUR_TYPES: readonly string[] = ['A', 'AAAA', 'CAA', 'CNAME', 'TXT'] satisfies RecordSpec['type'][];

export const isOurType = (type: string): type is RecordSpec['type'] => OUR_TYPES.includes(type);

/** `@` is the zone itself, every other name is below it. */
export const absoluteName = (name: string, zone: string): string =>
  (name === '@' ? zone : `${name}.${zone}`).toLowerCase();

const relativeName = (name: string, zone: string): string =>
  name === zone ? '@' : name.slice(0, -zone.length - 1);

export function toRecord(record: WireRecord, type: RecordSpec['type'], zone: string): Observed<'record'> {
  const name = absoluteName(record.name, zone);
  const value = textOf(record, type, zone);
  const spec = { type, name, value, ttl: record.ttl };
  return { type: 'record', id: String(record.id), spec };
}

function textOf({ data, flags, tag }: WireRecord, type: RecordSpec['type'], zone: string): string {
  if (type === 'CAA') return `${flags ?? 0} ${tag ?? 'issue'} "${withoutDot(data === '@' ? zone : data)}"`;
  if (type === 'CNAME') return withoutDot(data === '@' ? zone : data).toLowerCase();
  if (type === 'TXT') return data.replace(/^"(.*)"$/s, '$1');
  return canonicalAddress(data);
}

const withoutDot = (name: string): string => name.replace(/\.$/, '');

const CAA = /^(?<flags>\d+) (?<tag>\w+) "(?<data>.*)"$/;

export function fromRecord({ type, name, value, ttl }: RecordSpec, zone: string): RecordBody {
  const common = { type, name: relativeName(name, zone), ttl };
  // DigitalOcean demands the last dot of a name and gives it back without (octodns/octodns#692).
  if (type === 'CNAME') return { ...common, data: `${value}.` };
  const caa = type === 'CAA' ? CAA.exec(value)?.groups : undefined;
  if (caa === undefined) return { ...common, data: value };
  const { flags, tag = 'issue', data = '' } = caa;
  return { ...common, flags: Number(flags), tag, data: tag === 'iodef' ? data : `${data}.` };
}
