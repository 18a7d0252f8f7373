import { clusterTag } from '../ownership.ts';
import type { Observed } from '../resource.ts';
import type { AlertPolicySpec, HostMetric } from '../specs.ts';
import { recipients } from './account.ts';
import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import type { Tags } from './tags.ts';
import { listAll, NO_ID, type Paged, PER_PAGE, type Wire } from './wire.ts';

/** https://docs.digitalocean.com/reference/api/reference/monitoring/ */
interface WirePolicy {
  readonly uuid: string;
  readonly description: string;
  readonly type: string;
  readonly compare: 'GreaterThan' | 'LessThan';
  readonly value: number;
  readonly window: string;
  readonly entities: readonly string[];
  readonly tags: readonly string[] | null;
  readonly enabled: boolean;
  readonly alerts: { readonly email?: readonly string[] | null; readonly slack?: readonly unknown[] | null };
}

const PATH = '/monitoring/alerts';

/** DigitalOcean's name of each metric, and how long it must stay above the threshold. Any update uses a lot of memory for a while. */
const MEASURED: Record<HostMetric, { readonly type: string; readonly window: string }> = {
  disk: { type: 'v1/insights/droplet/disk_utilization_percent', window: '5m' },
  memory: { type: 'v1/insights/droplet/memory_utilization_percent', window: '30m' },
  load: { type: 'v1/insights/droplet/load_15', window: '10m' },
};

const METRICS = Object.keys(MEASURED) as HostMetric[];

const metricOf = ({ type, compare, window, entities }: WirePolicy): HostMetric | undefined =>
  METRICS.find(
    (metric) =>
      MEASURED[metric].type === type &&
      MEASURED[metric].window === window &&
      compare === 'GreaterThan' &&
      entities.length === 0,
  );

const toPolicy = (policy: WirePolicy): Observed<'alert-policy'> => ({
  type: 'alert-policy',
  id: policy.uuid,
  spec: {
    name: policy.description,
    metric: metricOf(policy),
    above: policy.value,
    tags: [...(policy.tags ?? [])].sort(),
    enabled: policy.enabled,
    email: policy.alerts.email?.join(', ') || undefined,
  },
});

const listPolicies = ({ call, http }: Client): Promise<WirePolicy[]> =>
  listAll(call, {
    doing: 'list alert policies',
    scope: 'monitoring:read',
    page: (page) =>
      http.get<Paged & { policies: WirePolicy[] | null }>(PATH, { params: { page, per_page: PER_PAGE } }),
    items: ({ policies }) => policies ?? [],
  });

export function alertPolicyWire(client: Client, tags: Tags): Wire<'alert-policy'> {
  const { call, http } = client;
  const find = async ({ name, tags: [tag = ''] }: AlertPolicySpec) => {
    const all = await listPolicies(client);
    const policy = all.find((one) => one.description === name && one.tags?.includes(tag));
    return policy && { policy };
  };
  return {
    async observe({ cluster }) {
      const policies = (await listPolicies(client)).map(toPolicy);
      return { alertPolicies: policies.filter(({ spec }) => spec.tags.includes(clusterTag(cluster))) };
    },
    probes: {
      'monitoring:read': () => http.get(`${PATH}?per_page=1`),
      'monitoring:create': () => http.post(PATH, { type: '' }),
      'monitoring:update': () => http.put(`${PATH}/${NO_ID}`, { type: '' }),
      'monitoring:delete': () => http.delete(`${PATH}/${NO_ID}`),
    },
    async create({ spec }) {
      await tags.ensure(spec.tags);
      const body = await bodyOf(client, spec);
      const { policy } = await call<{ policy: WirePolicy }>({
        doing: `create alert policy ${spec.name}`,
        scope: 'monitoring:create',
        send: () => http.post(PATH, body),
        look: () => find(spec),
      });
      return toPolicy(policy);
    },
    async update({ id, spec: { name } }, { spec }) {
      await tags.ensure(spec.tags);
      const existing = (await listPolicies(client)).find(({ uuid }) => uuid === id);
      const body = await bodyOf(client, spec, existing?.alerts);
      const send = () => http.put(`${PATH}/${id}`, body);
      await call({ doing: `update alert policy ${name}`, scope: 'monitoring:update', send });
    },
    async delete({ id, spec }) {
      const send = () => http.delete(`${PATH}/${id}`);
      await orMissing(() =>
        call({ doing: `delete alert policy ${spec.name}`, scope: 'monitoring:delete', send }),
      );
    },
  };
}

/** A PUT replaces the whole. Recipients that were added by hand stay where none is declared, and so does Slack. */
async function bodyOf(
  client: Client,
  { name, metric = 'disk', above, tags, enabled, email }: AlertPolicySpec,
  { email: existing, slack }: WirePolicy['alerts'] = {},
) {
  return {
    ...{ ...MEASURED[metric], compare: 'GreaterThan', value: above, description: name },
    ...{ tags, enabled, entities: [] },
    alerts: { email: await recipients(client, email, existing ?? []), slack: slack ?? [] },
  };
}
