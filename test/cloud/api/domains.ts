import { isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { found, parse, unprocessable } from './errors.ts';
import type { DnsRecord, Domain } from './model.ts';
import { page } from './paging.ts';
import { acceptedRecord, DEFAULT_TTL, type RecordInput } from './record-rules.ts';
import { domainTtl, refreshZone, zoneFile } from './zone.ts';

const NAME_HOSTS = ['ns1.digitalocean.com.', 'ns2.digitalocean.com.', 'ns3.digitalocean.com.'];

const NewDomain = z.object({
  name: z.string().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i, 'is not a domain'),
  ip_address: z
    .string()
    .refine((ip) => ip === '' || isIPv4(ip), 'is not an IPv4 address')
    .nullish(),
});

interface ByName {
  Params: { name: string };
}

/** `/v2/domains`. */
export function domainRoutes(api: FastifyInstance, account: Account): void {
  const { data } = account;

  api.get('/v2/domains', async (request) =>
    page(request, 'domains', listed(account, data.domains).map(domainView)),
  );
  api.post('/v2/domains', async (request, reply) => {
    const domain = newDomain(account, parse(NewDomain, request.body));
    data.domains.push(domain);
    refreshZone(account, domain.name);
    return reply.code(201).send({ domain: { ...domainView(domain), zone_file: null } });
  });
  api.get<ByName>('/v2/domains/:name', async ({ params }) => ({
    domain: domainView(domainBy(account, params.name)),
  }));
  api.delete<ByName>('/v2/domains/:name', async ({ params }, reply) => {
    const domain = domainBy(account, params.name);
    data.domains = data.domains.filter((other) => other !== domain);
    refreshZone(account, domain.name);
    return reply.code(204).send();
  });
}

export const domainBy = ({ data }: Account, name: string): Domain =>
  found(data.domains.find((domain) => domain.name === name.toLowerCase()));

export function newRecord(account: Account, domain: string, input: RecordInput): DnsRecord {
  return { id: account.nextId(), ...acceptedRecord(domain, input), bornAt: account.now() };
}

/** Includes the records that DigitalOcean creates itself. The SOA's data is its TTL. */
function newDomain(account: Account, { name: asked, ip_address: ip }: z.infer<typeof NewDomain>): Domain {
  const name = asked.toLowerCase();
  const elsewhere = account.knobs.accountState.domainsElsewhere;
  if (elsewhere.includes(name) || account.data.domains.some((domain) => domain.name === name))
    throw unprocessable(`Domain '${name}' name already exists.`);
  const records: RecordInput[] = [
    { type: 'SOA', data: String(DEFAULT_TTL) },
    ...NAME_HOSTS.map((data) => ({ type: 'NS', data })),
    ...(ip ? [{ type: 'A', data: ip }] : []),
  ];
  return { name, records: records.map((record) => newRecord(account, name, record)), bornAt: account.now() };
}

const domainView = (domain: Domain) => ({
  name: domain.name,
  ttl: domainTtl(domain),
  zone_file: zoneFile(domain),
});
