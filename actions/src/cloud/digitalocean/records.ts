import type { Observed, ObservedCloud, RecordSpec } from '../resource.ts';
import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import { listAll, PER_PAGE } from './pages.ts';
import { absoluteName, fromRecord, isOurType, toRecord, type WireRecord } from './record-wire.ts';
import { NO_NAME, type Wire } from './wire.ts';

/** The zone's records; undefined when the zone is not in the account. */
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
      // A CNAME of somebody else keeps every other record out of its name.
      .filter(({ type }) => !isOurType(type) || type === 'CNAME')
      .map(({ type, name, data }) => ({ type, name: absoluteName(name, zone), value: data })),
  };
}

export type ListRecords = (zone: string) => ReturnType<typeof listRecords>;

/** Zone and records are observed at the same time, by one listing. */
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
    // The API files records under their zone, which a record's name alone does not tell.
    if (observed === undefined)
      throw new Error('a record is written before its zone was observed: observe first');
    return observed;
  };
  const title = ({ type, name }: RecordSpec) => `${type} record ${name}`;
  const at = ({ id }: Observed<'record'>) => ({ domain_name: zone(), domain_record_id: Number(id) });

  /** Of two equal records either will do. */
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
