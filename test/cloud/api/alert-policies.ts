import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { ApiError, badRequest, found, parse } from './errors.ts';
import type { AlertPolicy } from './model.ts';
import { page } from './paging.ts';
import { EMAIL } from './profile.ts';

const METRICS = [
  ...['load_1', 'load_5', 'load_15', 'memory_utilization_percent', 'disk_utilization_percent', 'cpu'],
  ...['disk_read', 'disk_write', 'public_outbound_bandwidth', 'public_inbound_bandwidth'],
  ...['private_outbound_bandwidth', 'private_inbound_bandwidth'],
].map((metric) => `v1/insights/droplet/${metric}`);

/** Every field is required (https://docs.digitalocean.com/reference/api/reference/monitoring/). */
const Body = z.object({
  type: z.string().refine((type) => METRICS.includes(type), 'unknown type'),
  description: z.string().min(1),
  compare: z.enum(['GreaterThan', 'LessThan']),
  value: z.number().min(0),
  window: z.enum(['5m', '10m', '30m', '1h']),
  entities: z.array(z.string()),
  tags: z.array(z.string()),
  enabled: z.boolean(),
  alerts: z.object({
    email: z.array(z.string()),
    slack: z.array(z.object({ channel: z.string(), url: z.string() })),
  }),
});

interface ById {
  Params: { id: string };
}

/** `/v2/monitoring/alerts`. Nothing is measured, so no policy ever sends an e-mail. PUT replaces the whole policy. */
export function alertPolicyRoutes(api: FastifyInstance, account: Account): void {
  const { data } = account;
  const policyBy = (id: string) => found(data.alertPolicies.find(({ uuid }) => uuid === id));

  api.get('/v2/monitoring/alerts', async (request) =>
    page(request, 'policies', listed(account, data.alertPolicies).map(view)),
  );
  api.get<ById>('/v2/monitoring/alerts/:id', async ({ params }) => ({ policy: view(policyBy(params.id)) }));
  api.post('/v2/monitoring/alerts', async ({ body }) => {
    const policy = { uuid: randomUUID(), ...accepted(account, body), bornAt: account.now() };
    data.alertPolicies.push(policy);
    return { policy: view(policy) };
  });
  api.put<ById>('/v2/monitoring/alerts/:id', async ({ params, body }) => ({
    policy: view(Object.assign(policyBy(params.id), accepted(account, body))),
  }));
  api.delete<ById>('/v2/monitoring/alerts/:id', async ({ params }, reply) => {
    const gone = policyBy(params.id);
    data.alertPolicies = data.alertPolicies.filter((policy) => policy !== gone);
    return reply.code(204).send();
  });
}

function accepted({ data }: Account, body: unknown): Omit<AlertPolicy, 'uuid' | 'bornAt'> {
  const policy = parse(Body, body);
  const { email, slack } = policy.alerts;
  // DigitalOcean does the same (digitalocean/doctl#1006).
  if (email.length + slack.length === 0) throw new ApiError(500, 'server_error', 'Server Error');
  const stranger = email.find((address) => address !== EMAIL || !data.emailVerified);
  if (stranger !== undefined)
    throw badRequest(`invalid email '${stranger}': it is not a verified address of this account`);
  return policy;
}

const view = ({ bornAt, ...policy }: AlertPolicy) => policy;
