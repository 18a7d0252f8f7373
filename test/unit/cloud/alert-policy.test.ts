import { describe, expect, it } from 'vitest';
import { alertPolicy } from '../../../actions/src/cloud/alert-policy.ts';
import { addressOf, type Observed } from '../../../actions/src/cloud/resource.ts';
import type { AlertPolicySpec } from '../../../actions/src/cloud/specs.ts';
import { EMPTY_CLOUD, EXAMPLE } from '../plan/example.ts';

const alerts = { ...EXAMPLE.alerts, hosts: { disk: 80, memory: 90, load: 2.5 }, email: 'ops@example.com' };
const DECLARED = { ...EXAMPLE, alerts };
const SPEC: AlertPolicySpec = {
  ...{ name: 'example-disk', metric: 'disk', above: 80, tags: ['cluster:example'], enabled: true },
  email: 'ops@example.com',
};
const observed = (differs: Partial<AlertPolicySpec> = {}, id = '1'): Observed<'alert-policy'> => {
  const spec = { ...SPEC, ...differs };
  return { type: 'alert-policy', id, spec };
};
const desired = alertPolicy.desired(DECLARED, { droplets: [] });

it("covers every host by the cluster's tag, if it is declared", () => {
  expect(desired.map(({ spec }) => alertPolicy.summary(spec))).toEqual([
    'e-mail to ops@example.com when disk stays above 80 %',
    'e-mail to ops@example.com when memory stays above 90 %',
    'e-mail to ops@example.com when load stays above 2.5',
  ]);
  expect(desired[0]).toEqual({ type: 'alert-policy', name: 'example-disk', spec: SPEC });
  expect(alertPolicy.desired(EXAMPLE, { droplets: [] })).toEqual([]);
});

describe('a difference between the declared and the existing policy', () => {
  it.each<[string, Partial<AlertPolicySpec>, string[]]>([
    ['nothing', {}, []],
    ['another threshold', { above: 95 }, ['condition: disk stays above 95 % → disk stays above 80 %']],
    [
      'another metric',
      { metric: undefined },
      ['condition: something else is measured → disk stays above 80 %'],
    ],
    ['an additional tag', { tags: ['cluster:example', 'x'] }, ['tags: cluster:example, x → cluster:example']],
    ['a paused policy', { enabled: false }, ['power: off → on']],
    ['another recipient', { email: undefined }, ['recipient: none → ops@example.com']],
  ])('%s', (_, differs, fields) => {
    const difference = alertPolicy.compare(SPEC, observed(differs));
    expect(difference.fields.map(({ label, before, after }) => `${label}: ${before} → ${after}`)).toEqual(
      fields,
    );
  });

  it('ignores recipients if none is declared', () => {
    expect(alertPolicy.compare({ ...SPEC, email: undefined }, observed()).fields).toEqual([]);
  });
});

it('leaves other owners’ policies alone, and deletes duplicates and policies that are no longer declared', () => {
  const alertPolicies = [
    observed({}, '1'),
    observed({}, '2'),
    observed({ name: 'my own' }, '3'),
    observed({ tags: ['shop'] }, '4'),
  ];
  const known = { declaration: DECLARED, cloud: { ...EMPTY_CLOUD, alertPolicies }, adopt: false, facts: {} };
  const { pairs, surplus } = alertPolicy.match(desired, known);
  expect(pairs.map((pair) => pair.observed?.id)).toEqual(['1', undefined, undefined]);
  expect(surplus.map(({ subject, reason }) => `${addressOf(subject)}: ${reason}`)).toEqual([
    'alert-policy/example-disk #2: duplicate',
  ]);
  expect(alertPolicy.match([], known).surplus.map(({ observed }) => observed.id)).toEqual(['1', '2']);
});
