import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { found, parse } from './errors.ts';
import type { UptimeCheck } from './model.ts';
import { page } from './paging.ts';

const REGIONS = ['us_east', 'us_west', 'eu_west', 'se_asia'] as const;

const Body = z.object({
  name: z.string().min(1),
  type: z.enum(['ping', 'http', 'https']).default('https'),
  target: z.string().min(1),
  regions: z.array(z.enum(REGIONS)).default([...REGIONS]),
  enabled: z.boolean().default(true),
});

export interface ById {
  Params: { id: string };
}

/** `/v2/uptime/checks`. Nothing is really checked. Tests check the site themselves. */
export function uptimeCheckRoutes(api: FastifyInstance, account: Account): void {
  const { data } = account;
  api.get('/v2/uptime/checks', async (request) =>
    page(request, 'checks', listed(account, data.uptimeChecks).map(checkView)),
  );
  api.get<ById>('/v2/uptime/checks/:id', async ({ params }) => ({
    check: checkView(checkBy(account, params.id)),
  }));
  api.post('/v2/uptime/checks', async ({ body }, reply) => {
    const check = { id: randomUUID(), ...parse(Body, body), alerts: [], bornAt: account.now() };
    data.uptimeChecks.push(check);
    return reply.code(201).send({ check: checkView(check) });
  });
  api.put<ById>('/v2/uptime/checks/:id', async ({ params, body }) => {
    const check = checkBy(account, params.id);
    Object.assign(check, parse(Body, { ...check, ...parse(z.record(z.string(), z.unknown()), body) }));
    return { check: checkView(check) };
  });
  api.delete<ById>('/v2/uptime/checks/:id', async ({ params }, reply) => {
    const check = checkBy(account, params.id);
    data.uptimeChecks = data.uptimeChecks.filter((other) => other !== check);
    return reply.code(204).send();
  });
}

export const checkBy = ({ data }: Account, id: string): UptimeCheck =>
  found(data.uptimeChecks.find((check) => check.id === id));

const checkView = ({ id, name, type, target, regions, enabled }: UptimeCheck) => ({
  ...{ id, name, type, target, regions, enabled },
});
