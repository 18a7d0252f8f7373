import { expect, it } from 'vitest';
import { alertPolicy } from '../../../actions/src/cloud/alert-policy.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { EXAMPLE, plan } from '../plan/example.ts';
import { order, READER, requests, startAdapter } from './adapter.ts';

const alerts = { ...EXAMPLE.alerts, hosts: { disk: 85, memory: 90, load: 4 } };
const WATCHED: Declaration = { ...EXAMPLE, alerts };
const desired = alertPolicy.desired(WATCHED, { droplets: [] });
const [disk] = desired;
if (!disk) throw new Error('no alert policy is desired');
const PATH = '/v2/monitoring/alerts';
const ACCOUNT = 'somebody@example.com';

type Started = Awaited<ReturnType<typeof startAdapter>>;

const policies = ({ cloud }: Started) => cloud.account.data.alertPolicies;
const watching = async ({ adapter }: Started) => (await adapter.observe(WATCHED)).alertPolicies;

/** The changes that a plan would still contain. */
const remaining = async ({ adapter }: Started, declaration = WATCHED) =>
  plan(declaration, await adapter.observe(declaration))
    .cloud.filter(({ subject }) => subject.type === 'alert-policy')
    .map(({ action, reason }) => `${action}: ${reason}`);

it("policies are created for the cluster's tag, and then match the declaration", async () => {
  const started = await startAdapter();
  expect(await remaining(started)).toEqual(Array(3).fill('create: does not exist yet'));
  for (const each of desired) await started.adapter.create(each);
  expect(await remaining(started)).toEqual([]);
  expect(policies(started)).toMatchObject(
    [
      ['example-disk', 'v1/insights/droplet/disk_utilization_percent', 85, '5m'],
      ['example-memory', 'v1/insights/droplet/memory_utilization_percent', 90, '30m'],
      ['example-load', 'v1/insights/droplet/load_15', 4, '10m'],
    ].map(([description, type, value, window]) => ({
      ...{ description, type, value, window, compare: 'GreaterThan', enabled: true },
      ...{ entities: [], tags: ['cluster:example'], alerts: { email: [ACCOUNT], slack: [] } },
    })),
  );
});

it.each([
  ['responses are lost', { match: { method: 'POST', path: PATH }, fault: { drop: 'after' }, times: 2 }],
  ['the API is overloaded', { match: { path: PATH }, every: 3, fault: { status: 503 } }],
])('policies are created once, even if %s', async (_, fault) => {
  const started = await startAdapter();
  await order(started.cloud, fault);
  await started.adapter.create(disk);
  expect(policies(started)).toHaveLength(1);
});

it('an update keeps recipients that were added by hand, and corrects everything else', async () => {
  const started = await startAdapter();
  await started.adapter.create(disk);
  const slack = [{ channel: 'ops', url: 'https://hooks.example.com/x' }];
  Object.assign(policies(started)[0] ?? {}, { window: '1h', alerts: { email: [ACCOUNT], slack } });
  const [changed] = await watching(started);
  if (changed) await started.adapter.update(changed, disk);
  expect(policies(started)).toMatchObject([{ value: 85, window: '5m', alerts: { email: [ACCOUNT], slack } }]);
});

it('policies are deleted when they are no longer declared, and a missing one is not an error', async () => {
  const started = await startAdapter();
  await started.adapter.create(disk);
  expect(await remaining(started, EXAMPLE)).toEqual(['delete: no longer declared']);
  const [made] = await watching(started);
  for (const _ of [1, 2]) if (made) await started.adapter.delete(made);
  expect(policies(started)).toEqual([]);
});

it('observing policies needs one list request, and a token that may only read', async () => {
  const started = await startAdapter(READER);
  expect(await watching(started)).toEqual([]);
  expect(requests(started.cloud, 'GET').filter((path) => path.startsWith(PATH))).toHaveLength(1);
});

it('the error says what to do if DigitalOcean does not send to an address', async () => {
  const { adapter } = await startAdapter();
  const foreign = { ...disk, spec: { ...disk.spec, email: 'ops@example.com' } };
  await expect(adapter.create(foreign)).rejects.toThrow(
    /create alert policy example-disk: .*invalid email 'ops@example\.com'.* Declare one of those under `alerts\.email`/,
  );
});
