import type { ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { FirewallRule } from '../../../actions/src/cloud/specs.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { HostPlan, Plan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, host, hostPlans, KEY, plan } from './example.ts';
import { built, drifted, fetching, primaryAway, restarting, tampered, upgraded } from './golden-hosts.ts';
import { simulate } from './simulate.ts';

const SECOND = { publicKey: `${KEY.slice(0, -1)}2` };

const widen = (rule: FirewallRule): FirewallRule =>
  rule.ports === '1194' ? { ...rule, peers: ['0.0.0.0/0', '::/0'] } : rule;
const widened: ObservedCloud = {
  ...built,
  firewalls: built.firewalls.map((firewall) => ({
    ...firewall,
    spec: { ...firewall.spec, inbound: firewall.spec.inbound.map(widen) },
  })),
};
const strange: ObservedCloud = {
  ...EMPTY_CLOUD,
  zones: [{ type: 'zone', id: 'example.com', spec: { name: 'example.com' } }],
  records: [
    {
      type: 'record',
      id: '1',
      spec: { type: 'A', name: 'test.example.com', value: '198.51.100.9', ttl: 1800 },
    },
  ],
};
const ipv4Of = (name: string) => built.droplets.find(({ spec }) => spec.name === name)?.ipv4;
const oneMissing: ObservedCloud = {
  ...built,
  records: built.records.filter(
    ({ spec: { type, name, value } }) =>
      !(type === 'A' && name === 'www.test.example.com' && value === ipv4Of('host-02')),
  ),
};

/** Many hosts: equal changes are listed once, and a first apply is too long for one comment. */
const many: Declaration = {
  ...EXAMPLE,
  web: Array.from({ length: 200 }, (_, index) => host(`host-${String(index + 1).padStart(3, '0')}`, 'nyc1')),
};
const manyBuilt = simulate(plan(many, EMPTY_CLOUD), EMPTY_CLOUD);
const manyDrifted: HostPlan[] = hostPlans(many, manyBuilt).map((each) => {
  const [, drift] = drifted;
  if (each.host === 'sql' || drift?.kind !== 'converge') return each;
  const roles = drift.roles.map((role) => ({
    ...role,
    changes: role.changes.map((change) => ({
      ...change,
      host: each.host,
      address: change.address.replace('host-01', each.host),
    })),
  }));
  return { host: each.host, kind: 'converge', roles };
});
/** Ninety hosts, each changed in a different way: all diffs together are too long for a comment. */
const manyWays: HostPlan[] = manyDrifted.map((each, index) => {
  if (each.kind !== 'converge' || index > 90) return { host: each.host, kind: 'converge', roles: [] };
  const diff = `--- on the host\n+++ as declared\n@@ -1 +1 @@\n-worker_connections ${index};\n${'+# padding of a line\n'.repeat(40)}`;
  const roles = each.roles.map((role) => ({
    ...role,
    changes: role.changes.slice(0, 1).map((change) => ({ ...change, diff })),
  }));
  return { ...each, roles };
});
const pair: Declaration = { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) };
const pairBuilt = simulate(plan(pair, EMPTY_CLOUD), EMPTY_CLOUD);
const unprotected = simulate(plan({ ...EXAMPLE, protectPrimary: false }, built), built);
const sized = (size: string) => EXAMPLE.web.map(({ name, region }) => host(name, region, 'web', size));

/** Too long for a person to review: the tests compare their outlines. */
export const LONG_PLANS: Record<string, Plan> = {
  'two-hundred-drifted': plan(many, manyBuilt, { hosts: manyDrifted }),
  'two-hundred-made': plan(many, EMPTY_CLOUD),
};

/** A plan for each kind of change to a cluster, by the name of its files. */
export const PLANS: Record<string, Plan> = {
  'content-and-certificate': plan(EXAMPLE, built, { hosts: tampered }),
  'first-apply': plan(EXAMPLE, EMPTY_CLOUD, {
    notes: ['A self-signed placeholder certificate serves.'],
    release: { after: '0123456789abcdef' },
  }),
  'nothing-to-do': plan(EXAMPLE, built),
  'certificate-watched': plan(
    {
      ...EXAMPLE,
      alerts: { certificate: true, days: 7, down: true, hosts: { disk: 85, memory: 90, load: 4 } },
    },
    built,
  ),
  'one-record-missing': plan(EXAMPLE, oneMissing),
  'firewall-widened': plan(EXAMPLE, widened),
  'host-added': plan({ ...EXAMPLE, web: [...EXAMPLE.web, host('host-04', 'fra1')] }, built),
  'host-removed': plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built),
  'host-resized': plan(
    { ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'tor1', 'web', 's-1vcpu-2gb')] },
    built,
  ),
  'host-moved': plan({ ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'fra1')] }, built),
  'hosts-drifted': plan(EXAMPLE, built, { hosts: drifted }),
  'primary-away': plan(EXAMPLE, built, { hosts: primaryAway }),
  'primary-removed-while-protected': plan({ ...EXAMPLE, primary: host('db', 'nyc1', 'primary') }, built),
  'primary-protection-lifted-and-used': plan(
    { ...EXAMPLE, protectPrimary: false, primary: host('sql', 'tor1', 'primary') },
    built,
  ),
  'primary-replaced': plan(
    { ...EXAMPLE, protectPrimary: false, primary: host('sql', 'tor1', 'primary') },
    unprotected,
  ),
  'primary-resized': plan({ ...EXAMPLE, primary: host('sql', 'nyc1', 'primary', 's-1vcpu-2gb') }, built),
  'host-renamed': plan({ ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-33', 'tor1')] }, built),
  'every-host-resized': plan({ ...EXAMPLE, web: sized('s-1vcpu-2gb') }, built),
  'every-host-exchanged': plan(
    { ...EXAMPLE, web: [host('host-11', 'nyc1'), host('host-12', 'sfo3')] },
    built,
  ),
  'one-host-restarts': plan(EXAMPLE, built, { hosts: restarting('host-02') }),
  'one-of-two-restarts': plan(pair, pairBuilt, { hosts: restarting('host-01').slice(0, 3) }),
  'every-host-restarts': plan(EXAMPLE, built, { hosts: restarting('host-01', 'host-02', 'host-03') }),
  'wordpress-upgraded': plan(upgraded, built, {
    hosts: fetching,
    wordpress: { before: '6.8.3', after: '6.9' },
  }),
  'content-released': plan(EXAMPLE, built, {
    release: { before: '0123456789abcdef', after: 'fedcba9876543210' },
  }),
  'foreign-record': plan(EXAMPLE, strange),
  'foreign-record-adopted': plan(EXAMPLE, strange, { adopt: true }),
  'generation-raised': plan({ ...EXAMPLE, generation: 2 }, built, SECOND),
  'generation-lowered': plan(
    EXAMPLE,
    simulate(plan({ ...EXAMPLE, generation: 2 }, EMPTY_CLOUD, SECOND), EMPTY_CLOUD),
  ),
};

export const NINETY_WAYS = plan(many, manyBuilt, { hosts: manyWays });
