import { describe, expect, it } from 'vitest';
import type { FirewallRule, ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { emptyRole } from '../../../actions/src/hosts/role.ts';
import { fetchCore } from '../../../actions/src/hosts/roles/wordpress/core.ts';
import type { HostChange, RoleChanges } from '../../../actions/src/hosts/steps.ts';
import { type Origin, renderComment } from '../../../actions/src/plan/comment.ts';
import { renderMarkdown } from '../../../actions/src/plan/markdown.ts';
import type { HostPlan, Plan } from '../../../actions/src/plan/plan.ts';
import { renderText } from '../../../actions/src/plan/text.ts';
import { EMPTY_CLOUD, EXAMPLE, host, hostPlans, KEY, PLACE, plan } from './example.ts';
import { misplacedIn } from './outline.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);

const SECOND = { publicKey: `${KEY.slice(0, -1)}2` };

const file = { path: '/etc/nginx/nginx.conf', mode: '0644', owner: 'root', group: 'root', content: 'new\n' };

/** One host changed by hand, one that does not answer, the others in order. */
const drifted: HostPlan[] = hostPlans(EXAMPLE, built).map((plan) => {
  if (plan.host === 'host-03')
    return { host: 'host-03', kind: 'unreachable', reason: 'connection timed out' };
  if (plan.host !== 'host-01') return plan;
  const common = { host: 'host-01', role: 'web', action: 'update' } as const;
  return {
    host: 'host-01',
    kind: 'converge',
    roles: [
      {
        ...emptyRole('web'),
        changes: [
          {
            ...common,
            address: 'host-01/web/file/etc/nginx/nginx.conf',
            reason: 'was changed on the host by hand',
            diff: '--- on the host\n+++ as declared\n@@ -1,3 +1,3 @@\n user www-data;\n-worker_processes 1;\n+worker_processes auto;\n # ```\n',
            notify: ['reload nginx'],
            step: { kind: 'file', file },
          },
          {
            ...common,
            address: 'host-01/web/unit/nginx.service',
            reason: 'is stopped',
            notify: [],
            step: { kind: 'unit', unit: { name: 'nginx.service', enabled: true, active: true } },
          },
        ],
        handlers: [{ name: 'reload nginx', command: 'systemctl reload nginx.service' }],
      },
    ],
  };
});

/** The night of the primary: one of the web hosts was changed by hand, and is planned all the same. */
const primaryAway: HostPlan[] = drifted.map((plan) => {
  if (plan.host === 'sql') return { host: 'sql', kind: 'unreachable', reason: 'connection timed out' };
  return plan.kind === 'unreachable' ? { host: plan.host, kind: 'converge', roles: [] } : plan;
});

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
  zone: { type: 'zone', address: 'zone/example.com', id: 'example.com', spec: { name: 'example.com' } },
  records: [
    {
      type: 'record',
      address: 'record/A test.example.com = 198.51.100.9',
      id: '1',
      spec: { type: 'A', name: 'test.example.com', value: '198.51.100.9', ttl: 1800 },
    },
  ],
};
const oneMissing: ObservedCloud = {
  ...built,
  records: built.records.filter(({ address }) => address !== 'record/A www.test.example.com -> host-02'),
};

/** Many hosts: what is the same on them is told once, and a first apply is too long for one comment. */
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
/** Ninety hosts of which each was changed in another way: with all differences, more than a comment holds. */
const manyWays: HostPlan[] = manyDrifted.map((each, index) => {
  if (each.kind !== 'converge' || index > 90) return { host: each.host, kind: 'converge', roles: [] };
  const diff = `--- on the host\n+++ as declared\n@@ -1 +1 @@\n-worker_connections ${index};\n${'+# padding of a line\n'.repeat(40)}`;
  const roles = each.roles.map((role) => ({
    ...role,
    changes: role.changes.slice(0, 1).map((change) => ({ ...change, diff })),
  }));
  return { ...each, roles };
});
/** A host on which somebody changed a theme and stopped the timer that looks for certificates. */
const timer: HostChange = {
  ...{ host: 'host-02', role: 'web', action: 'update', reason: 'is stopped', notify: [] },
  address: 'host-02/web/unit/flotilla-certificate.timer',
  step: { kind: 'unit', unit: { name: 'flotilla-certificate.timer', enabled: true, active: true } },
};
const theme: HostChange = {
  ...{ host: 'host-02', role: 'content', action: 'update', reason: 'was changed on the host by hand' },
  address: 'host-02/content/file/themes/flotilla/style.css',
  ...{ notify: [], step: { kind: 'content', release: '0123456789ab' } },
};
const tampered: HostPlan[] = hostPlans(EXAMPLE, built).map((each) =>
  each.host === 'host-02' ? { ...each, kind: 'converge', roles: [timer, theme].map(alone) } : each,
);
function alone(change: HostChange): RoleChanges {
  return { role: change.role, changes: [change], handlers: [], validations: [] };
}
/** Every web host fetches another WordPress. */
const upgraded: Declaration = { ...EXAMPLE, wordpress: { ...EXAMPLE.wordpress, version: '6.9' } };
const fetching: HostPlan[] = hostPlans(EXAMPLE, built).map((each) => {
  if (each.host === 'sql') return each;
  const change: HostChange = {
    ...{ host: each.host, role: 'wordpress', action: 'update', notify: [] },
    address: `${each.host}/wordpress/command/core`,
    reason: 'the declaration changed, its check fails',
    step: { kind: 'prepare', command: fetchCore(upgraded.wordpress) },
  };
  return { host: each.host, kind: 'converge', roles: [alone(change)] };
});
/** What a restart of PHP on these hosts looks like. */
const restarting = (...names: string[]): HostPlan[] =>
  hostPlans(EXAMPLE, built).map((plan) => {
    if (!names.includes(plan.host)) return plan;
    const path = '/etc/systemd/system/php8.4-fpm.service.d/flotilla.conf';
    const change = {
      address: `${plan.host}/web/file${path}`,
      host: plan.host,
      role: 'web',
      action: 'update',
      reason: 'the declaration changed',
      notify: ['restart PHP'],
      step: { kind: 'file', file: { ...file, path } },
    } as const;
    const handler = {
      name: 'restart PHP',
      command: 'systemctl restart php8.4-fpm.service',
      interrupts: 'pages that are not in the cache fail for a second on this host',
    };
    return {
      host: plan.host,
      kind: 'converge',
      roles: [{ ...emptyRole('web'), changes: [change], handlers: [handler] }],
    };
  });
const pair: Declaration = { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) };
const pairBuilt = simulate(plan(pair, EMPTY_CLOUD), EMPTY_CLOUD);
const unprotected = simulate(plan({ ...EXAMPLE, protectPrimary: false }, built), built);
const sized = (size: string) => EXAMPLE.web.map(({ name, region }) => host(name, region, 'web', size));

const PLANS: Record<string, Plan> = {
  'two-hundred-drifted': plan(many, manyBuilt, { hosts: manyDrifted }),
  'content-and-certificate': plan(EXAMPLE, built, { hosts: tampered }),
  'two-hundred-made': plan(many, EMPTY_CLOUD),
  'first-apply': plan(EXAMPLE, EMPTY_CLOUD, {
    notes: ['A self-signed placeholder certificate serves.'],
    release: { after: '0123456789abcdef' },
  }),
  'nothing-to-do': plan(EXAMPLE, built),
  'certificate-watched': plan({ ...EXAMPLE, alerts: { certificate: true, days: 7 } }, built),
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

const ORIGIN: Origin = {
  ...PLACE,
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://github.com/o/r/actions/runs/1',
};

/** Named `.txt`, since a formatter would tidy Markdown. */
describe.each(Object.entries(PLANS))('%s', (name, golden) => {
  it('in Markdown', () => expect(renderMarkdown(golden)).toMatchFileSnapshot(`golden/${name}.md.txt`));
  it('as GitHub shows it', () => expect(misplacedIn(renderComment(golden, ORIGIN))).toEqual([]));
  it('as text', () => expect(renderText(golden, { color: false })).toMatchFileSnapshot(`golden/${name}.txt`));
});

it('leaves the diffs out of a comment that they would make too long, and says where they are', async () => {
  const body = renderComment(plan(many, manyBuilt, { hosts: manyWays }), ORIGIN);
  expect(misplacedIn(body)).toEqual([]);
  await expect(body).toMatchFileSnapshot('golden/ninety-ways.md.txt');
});
