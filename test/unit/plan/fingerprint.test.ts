import { describe, expect, it } from 'vitest';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, host, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const fewer = { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) };
const of = (...args: Parameters<typeof plan>) => plan(...args).fingerprint;

describe('fingerprint', () => {
  it('has 12 hexadecimal digits', () => {
    expect(of(EXAMPLE, EMPTY_CLOUD)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is the same without the secret from which the deploy key derives', () => {
    expect(of(EXAMPLE, EMPTY_CLOUD, { publicKey: undefined })).toBe(of(EXAMPLE, EMPTY_CLOUD));
  });

  it('does not depend on the order of the account listing', () => {
    const reversed = {
      ...built,
      droplets: built.droplets.toReversed(),
      records: built.records.toReversed(),
    };
    expect(of(fewer, reversed)).toBe(of(fewer, built));
  });

  const renumbered = {
    ...built,
    droplets: built.droplets.map((droplet, index) => ({ ...droplet, id: `${index + 1}` })),
  };

  it('differs for another droplet of the same name that would be destroyed', () => {
    expect(of(fewer, renumbered)).not.toBe(of(fewer, built));
    const longer = { ...EXAMPLE, dns: { ...EXAMPLE.dns, ttl: 60 } };
    expect(of(longer, renumbered)).toBe(of(longer, built));
  });

  it('does not depend on notes and reasons', () => {
    expect(of(fewer, built, { notes: ['a note'] })).toBe(of(fewer, built));
    const silent = (reason: string): HostPlan[] => [{ host: 'sql', kind: 'unreachable', reason }];
    expect(of(fewer, built, { hosts: silent('refused') })).toBe(
      of(fewer, built, { hosts: silent('timed out') }),
    );
  });

  it('differs for other changes', () => {
    const plans = [
      of(EXAMPLE, built),
      of(fewer, built),
      of({ ...EXAMPLE, web: EXAMPLE.web.slice(1) }, built),
      of({ ...EXAMPLE, web: [...EXAMPLE.web, host('host-04', 'fra1')] }, built),
      of({ ...EXAMPLE, web: [...EXAMPLE.web, host('host-04', 'tor1')] }, built),
      of({ ...EXAMPLE, dns: { ...EXAMPLE.dns, ttl: 60 } }, built),
      of(EXAMPLE, built, { hosts: hostPlans(EXAMPLE, EMPTY_CLOUD) }),
    ];
    expect(new Set(plans).size).toBe(plans.length);
  });
});
