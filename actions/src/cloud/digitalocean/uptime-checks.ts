import { uptimeCheckName } from '../ownership.ts';
import type { Observed } from '../resource.ts';
import type { UptimeCheckSpec } from '../specs.ts';
import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import { findAlerts, type OwnAlerts, putAlerts } from './uptime-alerts.ts';
import { listAll, type Paged, PER_PAGE, type Wire } from './wire.ts';

interface WireCheck {
  readonly id: string;
  readonly name: string;
  readonly target: string;
  readonly enabled: boolean;
}

const PATH = '/uptime/checks';

const toCheck = (
  { id, name, target, enabled }: WireCheck,
  { ssl, down }: OwnAlerts = {},
): Observed<'uptime-check'> => ({
  type: 'uptime-check',
  id,
  spec: {
    ...{ name, target, enabled, days: ssl?.threshold, down: down !== undefined },
    email: emailOf([ssl, down]),
  },
});

/** The recipients of all alerts. */
const emailOf = (alerts: readonly OwnAlerts[keyof OwnAlerts][]): string | undefined =>
  [...new Set(alerts.flatMap((alert) => alert?.notifications?.email ?? []))].join(', ') || undefined;

/** Those of this name, each with its alerts. */
async function listUptimeChecks(client: Client, name: string): Promise<Observed<'uptime-check'>[]> {
  const ours = (await listChecks(client)).filter((check) => check.name === name);
  return Promise.all(ours.map(async (check) => toCheck(check, await findAlerts(client, check.id, name))));
}

const listChecks = ({ call, http }: Client): Promise<WireCheck[]> =>
  listAll(call, {
    doing: 'list uptime checks',
    scope: 'uptime:read',
    page: (page) =>
      http.get<Paged & { checks: WireCheck[] | null }>(PATH, { params: { page, per_page: PER_PAGE } }),
    items: ({ checks }) => checks ?? [],
  });

export function uptimeCheckWire(client: Client): Wire<'uptime-check'> {
  const { call, http } = client;
  const find = async (name: string) => {
    const check = (await listChecks(client)).find((other) => other.name === name);
    return check && { check };
  };
  return {
    async observe({ cluster }) {
      return { uptimeChecks: await listUptimeChecks(client, uptimeCheckName(cluster)) };
    },
    probes: {
      'uptime:read': () => http.get(`${PATH}?per_page=1`),
      'uptime:create': () => http.post(PATH, { name: '' }),
    },
    async create({ spec }) {
      const { check } = await call<{ check: WireCheck }>({
        doing: `create uptime check ${spec.name}`,
        scope: 'uptime:create',
        send: () => http.post(PATH, bodyOf(spec)),
        look: () => find(spec.name),
      });
      await putAlerts(client, check.id, spec);
      return { ...toCheck(check), spec };
    },
    async update({ id }, { spec }) {
      const send = () => http.put(`${PATH}/${id}`, bodyOf(spec));
      await call({ doing: `update uptime check ${spec.name}`, scope: 'uptime:update', send });
      await putAlerts(client, id, spec);
    },
    async delete({ id, spec }) {
      const send = () => http.delete(`${PATH}/${id}`);
      await orMissing(() =>
        call({ doing: `delete uptime check ${spec.name}`, scope: 'uptime:delete', send }),
      );
    },
  };
}

/** Checked from two continents: if one of them cannot reach the site, the other still sees its certificate. */
const bodyOf = ({ name, target, enabled }: UptimeCheckSpec) => ({
  ...{ name, type: 'https', target, enabled },
  regions: ['us_east', 'eu_west'],
});
