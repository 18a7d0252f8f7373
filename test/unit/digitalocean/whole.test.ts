import { expect, it } from 'vitest';
import { WAVES } from '../../../actions/src/cloud/change.ts';
import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import type { Desired, ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { fill } from '../../../actions/src/lib/template.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { tasksInWave } from '../../../actions/src/plan/waves.ts';
import { EXAMPLE, host, plan } from '../plan/example.ts';
import { CREATION, order, requests, startAdapter } from './adapter.ts';

const WATCHED = {
  ...EXAMPLE,
  alerts: { certificate: true, days: 7, down: true, hosts: { disk: 85, memory: 90, load: 4 } },
};
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKJ0Xq4lKqk0m2vH0p0n3qkq0oX9i8Hq2nJt8cVbYw1a';

/** Runs the plan's tasks as apply does, without hosts. */
async function applyCloud(adapter: Cloud, wanted: Plan, droplets: readonly ObservedDroplet[]): Promise<void> {
  const known = new Map(droplets.map((droplet) => [droplet.spec.name, droplet]));
  const filled = (desired: Desired): Desired =>
    desired?.type === 'record'
      ? { ...desired, spec: { ...desired.spec, value: fill(desired.spec.value, lookup) } }
      : desired;
  const lookup = (_: string, name: string) => {
    const [who = '', family] = name.split('/');
    return (family === 'ipv4' ? known.get(who)?.ipv4 : known.get(who)?.ipv6) ?? 'unknown';
  };
  for (const { desired, observed } of WAVES.flatMap((wave) => tasksInWave(wanted, wave))) {
    if (desired === undefined) {
      if (observed) await adapter.delete(observed);
    } else if (observed) await adapter.update(observed, filled(desired));
    else {
      const made = await adapter.create(filled(desired), CREATION);
      if (made?.type === 'droplet') known.set(made.spec.name, await adapter.awaitDroplet(made, 5000));
    }
  }
}

async function apply(adapter: Cloud, declaration: Declaration): Promise<Plan> {
  const observed = await adapter.observe(declaration);
  const wanted = plan(declaration, observed, { publicKey: KEY });
  expect(wanted.refusals).toEqual([]);
  await applyCloud(adapter, wanted, observed.droplets);
  return wanted;
}

const remaining = async (adapter: Cloud, declaration: Declaration) =>
  plan(declaration, await adapter.observe(declaration), { publicKey: KEY }).cloud;

it('creates the whole example, and then has nothing to do', async () => {
  const { cloud, adapter } = await startAdapter();
  await apply(adapter, WATCHED);
  const writes = requests(cloud, 'POST').length;
  const reads = requests(cloud, 'GET').length;
  expect(await remaining(adapter, WATCHED)).toEqual([]);
  expect(requests(cloud, 'POST').length).toBe(writes);
  expect(requests(cloud, 'GET').length - reads).toBeLessThanOrEqual(9);
  expect(cloud.failures).toEqual([]);
});

it('changes it from one declaration to another and back', async () => {
  const { adapter } = await startAdapter();
  const other: Declaration = {
    ...EXAMPLE,
    ssh: { from: ['198.51.100.0/24', '2001:db8::/32'] },
    web: [host('host-01', 'nyc1', 'web', 's-1vcpu-2gb'), host('host-02', 'nyc1'), host('host-04', 'fra1')],
    dns: { ttl: 60, caa: ['letsencrypt.org', 'pki.goog'] },
  };
  await apply(adapter, WATCHED);
  await apply(adapter, other);
  expect(await remaining(adapter, other)).toEqual([]);
  const observed = await adapter.observe(other);
  expect([...observed.uptimeChecks, ...observed.alertPolicies]).toEqual([]);
  expect(observed.droplets.map(({ spec }) => `${spec.name} ${spec.region} ${spec.size}`).sort()).toEqual([
    'host-01 nyc1 s-1vcpu-2gb',
    'host-02 nyc1 s-1vcpu-1gb',
    'host-04 fra1 s-1vcpu-1gb',
    'sql nyc1 s-1vcpu-1gb',
  ]);
});

it.each([
  ['responses are lost', { match: { method: 'POST' }, every: 3, fault: { drop: 'after' } }],
  ['connections break', { every: 4, fault: { drop: 'before' } }],
  ['the API is overloaded', { every: 3, fault: { status: 503 } }],
  ['the API limits the rate', { every: 3, fault: { status: 429, retryAfter: 1 } }],
])('creates everything once, even if %s', async (_, fault) => {
  const { cloud, adapter, log } = await startAdapter();
  await order(cloud, fault);
  await apply(adapter, WATCHED);
  expect(await remaining(adapter, WATCHED)).toEqual([]);
  const { keys, droplets, firewalls, records, uptimeChecks, alertPolicies } = await adapter.observe(WATCHED);
  const all = [keys, droplets, firewalls, records, uptimeChecks, alertPolicies];
  expect(all.map(({ length }) => length)).toEqual([1, 4, 2, 22, 1, 3]);
  expect(log.length).toBeGreaterThan(5);
});
