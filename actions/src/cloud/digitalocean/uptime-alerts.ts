import type { UptimeCheckSpec } from '../resource.ts';
import type { Client } from './client.ts';
import { listAll, type Paged, PER_PAGE } from './pages.ts';
import { recipients } from './recipients.ts';

/** What DigitalOcean warns of about one check. */
export interface WireAlert {
  readonly id: string;
  readonly name: string;
  readonly type: 'latency' | 'down' | 'down_global' | 'ssl_expiry';
  /** Days, of `ssl_expiry`. */
  readonly threshold?: number;
  readonly notifications?: { readonly email?: readonly string[]; readonly slack?: readonly unknown[] };
}

/** The one that is ours: any other of the check is the owner's own. */
export async function findAlert({ call, http }: Client, checkId: string): Promise<WireAlert | undefined> {
  const alerts = await listAll(call, {
    doing: 'list uptime alerts',
    scope: 'uptime:read',
    page: (page) =>
      http.get<Paged & { alerts: WireAlert[] | null }>(pathOf(checkId), {
        params: { page, per_page: PER_PAGE },
      }),
    items: ({ alerts }) => alerts ?? [],
  });
  return alerts.find(({ type }) => type === 'ssl_expiry');
}

/** Makes the alert, or brings the one there is to what the check wants. */
export async function putAlert(
  client: Client,
  checkId: string,
  { name, days, email }: UptimeCheckSpec,
): Promise<void> {
  const { call, http } = client;
  const existing = await findAlert(client, checkId);
  const { email: told = [], slack = [] } = existing?.notifications ?? {};
  const body = {
    ...{ name, type: 'ssl_expiry', threshold: days, comparison: 'less_than', period: '2m' },
    notifications: { email: await recipients(client, email, told), slack },
  };
  const doing = `alert of uptime check ${name}`;
  if (existing) {
    const send = () => http.put(`${pathOf(checkId)}/${existing.id}`, body);
    await call({ doing: `update the ${doing}`, scope: 'uptime:update', send });
  } else {
    const send = () => http.post(pathOf(checkId), body);
    const look = () => findAlert(client, checkId);
    await call<unknown>({ doing: `create the ${doing}`, scope: 'uptime:create', send, look });
  }
}

const pathOf = (checkId: string): string => `/uptime/checks/${checkId}/alerts`;
