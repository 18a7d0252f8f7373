import { describe, expect, it } from 'vitest';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const web = (region: string, size: string) => ({
  ...EXAMPLE,
  web: [...EXAMPLE.web, host('host-04', region, 'web', size)],
});

describe('cost', () => {
  it('is the monthly price of the droplets', () => {
    expect(plan(EXAMPLE, EMPTY_CLOUD).cost).toEqual({ before: 0, after: 24 });
    expect(plan(web('nyc1', 's-2vcpu-4gb'), built).cost).toEqual({ before: 24, after: 48 });
  });

  it('counts a dollar for the uptime check of the certificate', () => {
    const watched = { ...EXAMPLE, alerts: { certificate: true, days: 7, down: true } };
    const watching = simulate(plan(watched, built), built);
    expect(plan(watched, built).cost).toEqual({ before: 24, after: 25 });
    expect(plan(EXAMPLE, watching).cost).toEqual({ before: 25, after: 24 });
  });

  it('names the size without a price', () => {
    const [first, ...rest] = built.droplets;
    const old = first && { ...first, spec: { ...first.spec, size: '512mb' } };
    const result = plan(EXAMPLE, { ...built, droplets: [...(old ? [old] : []), ...rest] });
    expect(result.notes).toEqual([
      `The cost excludes ${first?.spec.name}: DigitalOcean lists no price for its size, 512mb.`,
    ]);
  });
});
