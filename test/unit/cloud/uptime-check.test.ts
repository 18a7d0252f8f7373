import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import type { UptimeCheckSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE } from '../plan/example.ts';

const SPEC: UptimeCheckSpec = {
  ...{ name: 'example-certificate', target: 'https://test.example.com', enabled: true, days: 7, down: true },
  email: 'ops@example.com',
};

it('watches the site over HTTPS, if it is declared', () => {
  const alerts = { certificate: true, days: 7, down: true, email: 'ops@example.com' };
  expect(KINDS['uptime-check'].desired({ ...EXAMPLE, alerts }, { droplets: [] })).toEqual([
    { type: 'uptime-check', name: 'example-certificate', spec: SPEC },
  ]);
  expect(
    KINDS['uptime-check'].desired(
      { ...EXAMPLE, alerts: { certificate: false, days: 7, down: true } },
      { droplets: [] },
    ),
  ).toEqual([]);
});

describe('a difference between the declared and the existing check', () => {
  it.each<[string, Partial<UptimeCheckSpec>, string[]]>([
    ['nothing', {}, []],
    [
      'the site',
      { target: 'https://example.com' },
      ['target: https://example.com → https://test.example.com'],
    ],
    ['a paused check', { enabled: false }, ['power: off → on']],
    ['no alert when the site is down', { down: false }, ['alert when down: off → on']],
    ['another threshold', { days: 1 }, ['alert: below 1 day → below 7 days']],
    [
      'no alert, because a run ended before it created one',
      { days: undefined, email: undefined },
      ['alert: none → below 7 days', 'recipient: none → ops@example.com'],
    ],
    [
      'another recipient',
      { email: 'a@example.com, b@example.com' },
      ['recipient: a@example.com, b@example.com → ops@example.com'],
    ],
  ])('%s', (_, differs, fields) => {
    const spec = { ...SPEC, ...differs };
    const observed = { type: 'uptime-check', id: '1', spec } as const;
    const differences = KINDS['uptime-check'].compare(SPEC, observed).fields;
    expect(differences.map(({ label, before, after }) => `${label}: ${before} → ${after}`)).toEqual(fields);
  });

  it('ignores recipients if none is declared', () => {
    const observed = { type: 'uptime-check', id: '1', spec: SPEC } as const;
    expect(KINDS['uptime-check'].compare({ ...SPEC, email: undefined }, observed).fields).toEqual([]);
  });
});
