import type { Observed } from '../resource.ts';
import type { Client } from './client.ts';
import { orExisting, orMissing } from './errors.ts';
import type { ListRecords } from './records.ts';
import type { Wire } from './wire.ts';

const toZone = (name: string): Observed<'zone'> => ({
  type: 'zone',
  id: name,
  spec: { name },
});

/** The listing of its records shows whether the zone is in the account. */
export function zoneWire(client: Client, list: ListRecords): Wire<'zone'> {
  const { api, call } = client;
  return {
    async observe({ zone }) {
      return { zones: (await list(zone)) ? [toZone(zone)] : [] };
    },
    probes: {
      'domain:create': () => api.domain.createDomain({ name: '' }),
    },
    async create({ spec: { name } }) {
      const find = () =>
        orMissing(async () => {
          const send = () => api.domain.getDomain({ name });
          await call({ doing: `find zone ${name}`, scope: 'domain:read', send });
          return toZone(name);
        });
      const make = async () => {
        const send = () => api.domain.createDomain({ name });
        await call({ doing: `create zone ${name}`, scope: 'domain:create', send });
        return toZone(name);
      };
      return orExisting(client, make, find);
    },
    async update({ spec }) {
      throw new Error(`zone ${spec.name}: a zone is its name and has nothing to update`);
    },
    async delete({ spec }) {
      throw new Error(`zone ${spec.name}: a zone may hold other records than ours and is never deleted`);
    },
  };
}
