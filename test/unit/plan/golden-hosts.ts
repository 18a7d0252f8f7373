import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { emptyRole } from '../../../actions/src/hosts/model/role.ts';
import type { HostChange, RoleChanges } from '../../../actions/src/hosts/model/steps.ts';
import { fetchCore } from '../../../actions/src/hosts/roles/wordpress/core.ts';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

/** Changes on hosts, for the plans that are compared with golden files. */
export const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);

const file = { path: '/etc/nginx/nginx.conf', mode: '0644', owner: 'root', group: 'root', content: 'new\n' };

/** One host was changed by hand, one does not answer, and the others are as declared. */
export const drifted: HostPlan[] = hostPlans(EXAMPLE, built).map((plan) => {
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

/** The primary is down and one web host was changed by hand: the plan still includes that host. */
export const primaryAway: HostPlan[] = drifted.map((plan) => {
  if (plan.host === 'sql') return { host: 'sql', kind: 'unreachable', reason: 'connection timed out' };
  return plan.kind === 'unreachable' ? { host: plan.host, kind: 'converge', roles: [] } : plan;
});

/** A host on which somebody changed a theme and stopped the timer that installs certificates. */
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
export const tampered: HostPlan[] = hostPlans(EXAMPLE, built).map((each) =>
  each.host === 'host-02' ? { ...each, kind: 'converge', roles: [timer, theme].map(alone) } : each,
);
function alone(change: HostChange): RoleChanges {
  return { role: change.role, changes: [change], handlers: [], validations: [] };
}
/** Every web host downloads another WordPress version. */
export const upgraded: Declaration = { ...EXAMPLE, wordpress: { ...EXAMPLE.wordpress, version: '6.9' } };
export const fetching: HostPlan[] = hostPlans(EXAMPLE, built).map((each) => {
  if (each.host === 'sql') return each;
  const change: HostChange = {
    ...{ host: each.host, role: 'wordpress', action: 'update', notify: [] },
    address: `${each.host}/wordpress/command/core`,
    reason: 'the declaration changed, its check fails',
    step: { kind: 'prepare', command: fetchCore(upgraded.wordpress) },
  };
  return { host: each.host, kind: 'converge', roles: [alone(change)] };
});
/** A restart of PHP on these hosts. */
export const restarting = (...names: string[]): HostPlan[] =>
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
