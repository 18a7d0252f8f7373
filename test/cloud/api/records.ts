import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { domainBy, newRecord } from './domains.ts';
import { found, parse, unprocessable } from './errors.ts';
import type { DnsRecord, Domain, RecordFields } from './model.ts';
import { page } from './paging.ts';
import { acceptedRecord } from './record-rules.ts';
import { refreshZone } from './zone.ts';

const Integer = z.int().nullish();
const Text = z.string().nullish();
const Body = z.object({
  type: Text,
  name: Text,
  data: Text,
  tag: Text,
  ttl: Integer,
  priority: Integer,
  port: Integer,
  weight: Integer,
  flags: Integer,
});

interface InDomain {
  Params: { domain: string };
  Querystring: { name?: string; type?: string };
}

interface ById {
  Params: { domain: string; id: string };
}

/** `/v2/domains/:domain/records`. */
export function recordRoutes(api: FastifyInstance, account: Account): void {
  api.get<InDomain>('/v2/domains/:domain/records', async (request) => {
    const domain = domainBy(account, request.params.domain);
    return page(request, 'domain_records', filtered(account, domain, request.query).map(recordView));
  });
  api.post<InDomain>('/v2/domains/:domain/records', async ({ params, body }, reply) => {
    const domain = domainBy(account, params.domain);
    const record = newRecord(account, domain.name, parse(Body, body));
    if (record.type === 'SOA') throw unprocessable('A domain has one SOA record: update it');
    put(account, domain, record);
    return reply.code(201).send({ domain_record: recordView(record) });
  });
  api.get<ById>('/v2/domains/:domain/records/:id', async ({ params }) => ({
    domain_record: recordView(recordBy(domainBy(account, params.domain), params.id)),
  }));
  api.delete<ById>('/v2/domains/:domain/records/:id', async ({ params }, reply) => {
    const domain = domainBy(account, params.domain);
    const gone = recordBy(domain, params.id);
    if (gone.type === 'SOA') throw unprocessable('The SOA record cannot be deleted');
    domain.records = domain.records.filter((record) => record !== gone);
    refreshZone(account, domain.name);
    return reply.code(204).send();
  });
  const update = async ({ params, body }: FastifyRequest<ById>) => ({
    domain_record: recordView(updated(account, domainBy(account, params.domain), params.id, body)),
  });
  api.put<ById>('/v2/domains/:domain/records/:id', update);
  api.patch<ById>('/v2/domains/:domain/records/:id', update);
}

/** `name` is a full name without the trailing dot. */
function filtered(
  account: Account,
  domain: Domain,
  { name, type }: InDomain['Querystring'],
): readonly DnsRecord[] {
  const fullName = (record: DnsRecord) =>
    record.name === '@' ? domain.name : `${record.name}.${domain.name}`;
  const records = listed(account, domain.records);
  return records.filter((it) => (type ?? it.type) === it.type && (name ?? fullName(it)) === fullName(it));
}

/**
 * PUT and PATCH both change only the fields in the body. Host names are stored without their trailing dot, so DigitalOcean
 * refuses an update that omits such data (digitalocean/doctl#919).
 */
function updated(account: Account, domain: Domain, id: string, body: unknown): DnsRecord {
  const record = recordBy(domain, id);
  const given = Object.entries(parse(Body, body)).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const changes: Partial<RecordFields> = Object.fromEntries(given);
  if ((changes.type ?? record.type) !== record.type) throw unprocessable('Type cannot be changed');
  const wanted = record.type === 'SOA' ? { ttl: changes.ttl ?? record.ttl } : changes;
  const after = { ...record, ...acceptedRecord(domain.name, { ...record, ...wanted }) };
  put(account, domain, after);
  return after;
}

/** Adds or replaces a record. Records with the same name and type share the last given TTL (RFC 2181, 5.2). */
function put(account: Account, domain: Domain, record: DnsRecord): void {
  const others = domain.records.filter(({ id }) => id !== record.id);
  refuseCnameClash(others, record);
  const isOfSet = ({ name, type }: DnsRecord) => name === record.name && type === record.type;
  const before = domain.records.some(({ id }) => id === record.id)
    ? domain.records
    : [...domain.records, record];
  domain.records = before.map((it) => {
    if (it.id === record.id) return record;
    return isOfSet(it) ? { ...it, ttl: record.ttl } : it;
  });
  refreshZone(account, domain.name);
}

function refuseCnameClash(others: readonly DnsRecord[], { name, type }: DnsRecord): void {
  const here = others.filter((other) => other.name === name);
  if (here.some((other) => type === 'CNAME' || other.type === 'CNAME'))
    throw unprocessable('CNAME records cannot share a name with other records');
}

const recordBy = ({ records }: Domain, id: string): DnsRecord =>
  found(records.find((record) => String(record.id) === id));

const recordView = ({ bornAt: _, ...record }: DnsRecord) => record;
