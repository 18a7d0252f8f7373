import type { modules } from 'dots-wrapper';
import { canonicalAddress } from '../../lib/addresses.ts';
import type { Observed, ObservedCloud } from '../resource.ts';
import type { RecordSpec } from '../specs.ts';
import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import { listAll, NO_NAME, PER_PAGE, type Wire } from './wire.ts';

/** The zone's records; undefined if the zone is not in the account. */
async function listRecords(
  { api, call }: Client,
  zone: string,
): Promise<Pick<ObservedCloud, 'records' | 'foreign'> | undefined> {
  const found = await orMissing(() =>
    listAll(call, {
      doing: `list records of ${zone}`,
      scope: 'domain:read',
      page: (page) => api.domain.listDomainRecords({ domain_name: zone, page, per_page: PER_PAGE }),
      items: (body) => body.domain_records,
    }),
  );
  return found && sorted(found, zone);
}

function sorted(found: readonly WireRecord[], zone: string): Pick<ObservedCloud, 'records' | 'foreign'> {
  return {
    records: found.flatMap((record) => (isOurType(record.type) ? [toRecord(record, record.type, zone)] : [])),
    foreign: found
      // A CNAME excludes every other record at its name.
      .filter(({ type }) => !isOurType(type) || type === 'CNAME')
      .map(({ type, name, data }) => ({ type, name: absoluteName(name, zone), value: data })),
  };
}

export type ListRecords = (zone: string) => ReturnType<typeof listRecords>;

/** Shares one listing between the zone and its records. */
export function zoneListing(client: Client): ListRecords {
  let running: ReturnType<typeof listRecords> | undefined;
  return (zone) => {
    running ??= listRecords(client, zone).finally(() => {
      running = undefined;
    });
    return running;
  };
}

export function recordWire({ api, call, http }: Client, list: ListRecords): Wire<'record'> {
  let observed: string | undefined;
  const zone = () => {
    // The API needs a record's zone, which does not follow from its name.
    if (observed === undefined)
      throw new Error('a record is written before its zone was observed: observe first');
    return observed;
  };
  const title = ({ type, name }: RecordSpec) => `${type} record ${name}`;
  const at = ({ id }: Observed<'record'>) => ({ domain_name: zone(), domain_record_id: Number(id) });

  /** Finds any record with this value. */
  const find = async ({ type, name, value }: RecordSpec) => {
    const domain_records = await listAll(call, {
      doing: `look for ${type} record ${name}`,
      scope: 'domain:read',
      page: (page) =>
        api.domain.listDomainRecords({ domain_name: zone(), name, type, page, per_page: PER_PAGE }),
      items: (body) => body.domain_records,
    });
    const domain_record = domain_records.find(
      (record) => toRecord(record, type, zone()).spec.value === value,
    );
    return domain_record && { domain_record };
  };

  return {
    async observe(declaration) {
      observed = declaration.zone;
      return (await list(observed)) ?? { records: [], foreign: [] };
    },
    probes: {
      'domain:update': () => http.put(`/domains/${NO_NAME}/records/0`, { type: '' }),
      'domain:delete': () => http.delete(`/domains/${NO_NAME}/records/0`),
    },
    async create({ spec }) {
      const { domain_record } = await call({
        doing: `create ${title(spec)}`,
        scope: 'domain:create',
        send: () => api.domain.createDomainRecord({ domain_name: zone(), ...fromRecord(spec, zone()) }),
        look: () => find(spec),
      });
      return toRecord(domain_record, spec.type, zone());
    },
    async update(observed, { spec }) {
      const send = () => api.domain.updateDomainRecord({ ...at(observed), ...fromRecord(spec, zone()) });
      await call({ doing: `update ${title(spec)}`, scope: 'domain:update', send });
    },
    async delete(observed) {
      const send = () => api.domain.deleteDomainRecord(at(observed));
      await orMissing(() => call({ doing: `delete ${title(observed.spec)}`, scope: 'domain:delete', send }));
    },
  };
}

type WireRecord = modules.domain.IDomainRecord;

/** A record as the API takes it. */
type RecordBody = Pick<WireRecord, 'type' | 'name' | 'data' | 'ttl'> &
  Partial<Pick<WireRecord, 'flags' | 'tag'>>;

const OUR_TYPES: readonly string[] = ['A', 'AAAA', 'CAA', 'CNAME', 'TXT'] satisfies RecordSpec['type'][];

const isOurType = (type: string): type is RecordSpec['type'] => OUR_TYPES.includes(type);

/** `@` is the zone itself; every other name is below it. */
const absoluteName = (name: string, zone: string): string =>
  (name === '@' ? zone : `${name}.${zone}`).toLowerCase();

const relativeName = (name: string, zone: string): string =>
  name === zone ? '@' : name.slice(0, -zone.length - 1);

function toRecord(record: WireRecord, type: RecordSpec['type'], zone: string): Observed<'record'> {
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

function fromRecord({ type, name, value, ttl }: RecordSpec, zone: string): RecordBody {
  const common = { type, name: relativeName(name, zone), ttl };
  // DigitalOcean requires the trailing dot and returns the name without it (octodns/octodns#692).
  if (type === 'CNAME') return { ...common, data: `${value}.` };
  const caa = type === 'CAA' ? CAA.exec(value)?.groups : undefined;
  if (caa === undefined) return { ...common, data: value };
  const { flags, tag = 'issue', data = '' } = caa;
  return { ...common, flags: Number(flags), tag, data: tag === 'iodef' ? data : `${data}.` };
}
