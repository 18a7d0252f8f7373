import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { badRequest, found, parse } from './errors.ts';
import type { UptimeAlertFields } from './model.ts';
import { page } from './paging.ts';
import { EMAIL } from './profile.ts';
import { type ById, checkBy } from './uptime-checks.ts';

const PERIODS = ['2m', '3m', '5m', '10m', '15m', '30m', '1h'];

const Body = z.object({
  name: z.string().min(1),
  type: z.enum(['latency', 'down', 'down_global', 'ssl_expiry']),
  threshold: z.int().positive().optional(),
  comparison: z.enum(['greater_than', 'less_than']).optional(),
  period: z.string().optional(),
  notifications: z.object({
    email: z.array(z.string()).default([]),
    slack: z.array(z.object({ channel: z.string(), url: z.string() })).default([]),
  }),
});

interface AlertById {
  Params: { id: string; alert: string };
}

/** `/v2/uptime/checks/:id/alerts`. */
export function uptimeAlertRoutes(api: FastifyInstance, account: Account): void {
  const alertBy = ({ id, alert }: AlertById['Params']) =>
    found(checkBy(account, id).alerts.find((other) => other.id === alert));

  api.get<ById>('/v2/uptime/checks/:id/alerts', async (request) =>
    page(request, 'alerts', checkBy(account, request.params.id).alerts),
  );
  api.post<ById>('/v2/uptime/checks/:id/alerts', async ({ params, body }, reply) => {
    const alert = { id: randomUUID(), ...accepted(body) };
    checkBy(account, params.id).alerts.push(alert);
    return reply.code(201).send({ alert });
  });
  api.get<AlertById>('/v2/uptime/checks/:id/alerts/:alert', async ({ params }) => ({
    alert: alertBy(params),
  }));
  api.put<AlertById>('/v2/uptime/checks/:id/alerts/:alert', async ({ params, body }) => ({
    alert: Object.assign(alertBy(params), accepted(body)),
  }));
  api.delete<AlertById>('/v2/uptime/checks/:id/alerts/:alert', async ({ params }, reply) => {
    const check = checkBy(account, params.id);
    const gone = alertBy(params);
    check.alerts = check.alerts.filter((alert) => alert !== gone);
    return reply.code(204).send();
  });
}

/** Refused in DigitalOcean's words (digitalocean/openapi#830, terraform-provider-digitalocean#1099). */
function accepted(body: unknown): UptimeAlertFields {
  const alert = parse(Body, body);
  const { period, notifications } = alert;
  if (period !== undefined && !PERIODS.includes(period))
    throw badRequest(`invalid value for field 'period': unsupported period value '${period}'`);
  const stranger = notifications.email.findIndex((email) => email !== EMAIL);
  if (stranger >= 0)
    throw badRequest(
      `invalid value for field 'notifications.email[${stranger}]': invalid email '${notifications.email[stranger]}'`,
    );
  return alert;
}
