import type { UptimeCheckSpec } from '../specs.ts';
import { recipients } from './account.ts';
import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import { listAll, type Paged, PER_PAGE } from './wire.ts';

/** An alert of one check. */
interface WireAlert {
  readonly id: string;
  readonly name: string;
  readonly type: 'latency' | 'down' | 'down_global' | 'ssl_expiry';
  /** Days, of `ssl_expiry`. */
  readonly threshold?: number;
  readonly notifications?: { readonly email?: readonly string[]; readonly slack?: readonly unknown[] };
}

/** Our alerts of a check. Any other belongs to the owner. */
export interface OwnAlerts {
  readonly ssl?: WireAlert;
  readonly down?: WireAlert;
}

export async function findAlerts({ call, http }: Client, checkId: string, name: string): Promise<OwnAlerts> {
  const alerts = await listAll(call, {
    doing: 'list uptime alerts',
    scope: 'uptime:read',
    page: (page) =>
      http.get<Paged & { alerts: WireAlert[] | null }>(pathOf(checkId), {
        params: { page, per_page: PER_PAGE },
      }),
    items: ({ alerts }) => alerts ?? [],
  });
  return {
    ssl: alerts.find(({ type }) => type === 'ssl_expiry'),
    down: alerts.find((alert) => alert.type === 'down' && alert.name === name),
  };
}

/** Creates, updates or deletes the alerts as the check's spec requires. */
export async function putAlerts(client: Client, checkId: string, spec: UptimeCheckSpec): Promise<void> {
  const { ssl, down } = await findAlerts(client, checkId, spec.name);
  const expiry = { type: 'ssl_expiry', threshold: spec.days, comparison: 'less_than', period: '2m' };
  await putAlert(client, checkId, spec, { body: expiry, existing: ssl });
  // A reboot or a restart of nginx takes less time.
  if (spec.down)
    await putAlert(client, checkId, spec, { body: { type: 'down', period: '5m' }, existing: down });
  else if (down) await deleteAlert(client, checkId, down);
}

interface Wanted {
  readonly body: { readonly type: string; readonly period: string };
  readonly existing: WireAlert | undefined;
}

async function putAlert(
  client: Client,
  checkId: string,
  { name, email }: UptimeCheckSpec,
  { body, existing }: Wanted,
): Promise<void> {
  const { call, http } = client;
  const { email: recipientsNow = [], slack = [] } = existing?.notifications ?? {};
  const whole = {
    ...body,
    name,
    notifications: { email: await recipients(client, email, recipientsNow), slack },
  };
  const doing = `${body.type} alert of uptime check ${name}`;
  if (existing) {
    const send = () => http.put(`${pathOf(checkId)}/${existing.id}`, whole);
    await call({ doing: `update the ${doing}`, scope: 'uptime:update', send });
  } else {
    const send = () => http.post(pathOf(checkId), whole);
    const look = async () => {
      const { ssl, down } = await findAlerts(client, checkId, name);
      return body.type === 'down' ? down : ssl;
    };
    await call<unknown>({ doing: `create the ${doing}`, scope: 'uptime:create', send, look });
  }
}

async function deleteAlert({ call, http }: Client, checkId: string, { id, type }: WireAlert): Promise<void> {
  const send = () => http.delete(`${pathOf(checkId)}/${id}`);
  await orMissing(() => call({ doing: `delete the ${type} alert`, scope: 'uptime:delete', send }));
}

const pathOf = (checkId: string): string => `/uptime/checks/${checkId}/alerts`;
