import type { Declaration } from '../declaration/declaration.ts';
import { type Difference, field } from './change.ts';
import type { Kind, Known, Match } from './kind.ts';
import { clusterTag } from './ownership.ts';
import type { Desired, Observed } from './resource.ts';
import type { AlertPolicySpec } from './specs.ts';

/** DigitalOcean's agent on each host measures. A policy covers every droplet with the cluster's tag and is free. */
export const alertPolicy: Kind<'alert-policy'> = {
  desired: desiredAlertPolicies,
  observed: ({ alertPolicies }) => alertPolicies,
  match: matchAlertPolicies,
  compare: compareAlertPolicy,
  wave: ({ action }) => (action === 'delete' ? 'retire' : 'names'),
  risk: () => 'none',
  rank: () => 6,
  summary: (spec) => `e-mail to ${spec.email ?? "the account's own address"} when ${conditionOf(spec)}`,
  monthly: () => 0,
  essence: (spec) => spec,
  display: { rows: 'listed', isValues: false },
  secretFields: [],
  meanwhile: () => undefined,
  warnings: () => [],
  notes: () => [],
  dnsName: () => undefined,
};

function desiredAlertPolicies({ cluster, alerts }: Declaration): Desired<'alert-policy'>[] {
  const { hosts, email } = alerts;
  if (!hosts) return [];
  return (['disk', 'memory', 'load'] as const).map((metric) => {
    const name = `${cluster}-${metric}`;
    const spec = { name, metric, above: hosts[metric], tags: [clusterTag(cluster)], enabled: true, email };
    return { type: 'alert-policy', name, spec };
  });
}

/** Names of policies are not unique. One with our name but without our tag belongs to someone else. */
function matchAlertPolicies(
  desired: readonly Desired<'alert-policy'>[],
  { declaration: { cluster }, cloud: { alertPolicies } }: Known,
): Match<'alert-policy'> {
  const names = ['disk', 'memory', 'load'].map((metric) => `${cluster}-${metric}`);
  const ours = alertPolicies.filter(
    ({ spec }) => spec.tags.includes(clusterTag(cluster)) && names.includes(spec.name),
  );
  const pairs = desired.map((wanted) => ({
    desired: wanted,
    observed: ours.find(({ spec }) => spec.name === wanted.spec.name),
  }));
  const surplus = ours.filter((one) => !pairs.some(({ observed }) => observed === one));
  const reason = desired.length > 0 ? 'duplicate' : 'no longer declared';
  return {
    pairs,
    surplus: surplus.map((observed) => ({
      subject: { type: 'alert-policy', name: observed.spec.name, copy: observed.id },
      reason,
      observed,
    })),
    clashes: [],
  };
}

function compareAlertPolicy(desired: AlertPolicySpec, { spec }: Observed<'alert-policy'>): Difference {
  return {
    fields: [
      ...field('metric', conditionOf(spec), conditionOf(desired), 'condition'),
      ...field('tags', spec.tags.join(', '), desired.tags.join(', ')),
      ...field('enabled', onOrOff(spec), onOrOff(desired), 'power'),
      ...(desired.email === undefined
        ? []
        : field('email', spec.email ?? 'none', desired.email, 'recipient')),
    ],
    replaces: false,
  };
}

const conditionOf = ({ metric, above }: AlertPolicySpec): string =>
  metric === undefined
    ? 'something else is measured'
    : `${metric} stays above ${above}${metric === 'load' ? '' : ' %'}`;

const onOrOff = ({ enabled }: AlertPolicySpec): string => (enabled ? 'on' : 'off');
