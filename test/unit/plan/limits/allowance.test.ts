import { describe, expect, it } from 'vitest';
import type { Allowance } from '../../../../actions/src/cloud/allowance.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from '../example.ts';
import { simulate } from '../simulate.ts';

const ACCOUNT = { dropletLimit: 25, status: 'active', message: '' } as const;
const SLUGS = ['nyc1', 'sfo3', 'tor1', 'fra1'];
const REGIONS = SLUGS.map((slug) => ({ slug, available: true, ipv6: true }));
const IMAGES = ['debian-13-x64', 'debian-12-x64'].map((slug) => ({ slug, regions: SLUGS, minDiskGiB: 7 }));
const GOOD: Allowance = { account: ACCOUNT, regions: REGIONS, images: IMAGES };

const fresh = (more: Allowance) => ({ ...EMPTY_CLOUD, allowance: { ...GOOD, ...more } });
const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const refusals = (more: Allowance, declaration = EXAMPLE) => plan(declaration, fresh(more)).refusals;
const many = (count: number) => ({
  ...EXAMPLE,
  web: Array.from({ length: count }, (_, index) => host(`host-${index + 1}`, 'nyc1')),
});

describe('the account', () => {
  it('may have fewer droplets than a plan would make', () => {
    expect(refusals({}, many(24))).toEqual([]);
    expect(refusals({}, many(35))).toEqual([
      'This plan makes 36 droplets, and the account, which has 0, may have 25: 11 too many. Request a higher limit at ' +
        'https://cloud.digitalocean.com/account/team/droplet_limit_increase, or declare fewer hosts. A host that takes ' +
        'the place of another is made before that one is destroyed: remove hosts in a change of their own first.',
    ]);
    expect(refusals({}, many(200))[0]).toContain('201 droplets, and the account, which has 0, may have 25');
  });

  it('counts all its droplets, ours or not, and those that go only later', () => {
    const moved = { ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'fra1')] };
    const [other] = built.droplets;
    const cloud = (dropletLimit: number) => ({
      ...built,
      others: other ? [other, other] : [],
      allowance: { ...GOOD, account: { ...ACCOUNT, dropletLimit } },
    });
    expect(plan(moved, cloud(7)).refusals).toEqual([]);
    expect(plan(moved, cloud(6)).refusals).toEqual([expect.stringContaining('makes 1 droplet, and')]);
  });

  it('does not matter to a plan that makes none', () => {
    const resized = {
      ...EXAMPLE,
      web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'tor1', 'web', 's-1vcpu-2gb')],
    };
    const full = { ...built, allowance: { ...GOOD, account: { ...ACCOUNT, dropletLimit: 1 } } };
    expect(plan(resized, full).refusals).toEqual([]);
    expect(plan(EXAMPLE, full).refusals).toEqual([]);
  });

  it('is locked, or warned about', () => {
    expect(refusals({ account: { ...ACCOUNT, status: 'locked', message: 'Payment failed.' } })).toEqual([
      expect.stringMatching(/^DigitalOcean has locked this account: Payment failed\. Pay the open balance/),
    ]);
    const warned = fresh({ account: { ...ACCOUNT, status: 'warning', message: 'Payment failed.' } });
    expect(plan(EXAMPLE, warned).refusals).toEqual([]);
    expect(plan(EXAMPLE, warned).notes).toContainEqual(
      expect.stringMatching(/^DigitalOcean has a warning on this account: Payment failed\. See /),
    );
  });
});

describe('a place', () => {
  const regions = (more: object) =>
    REGIONS.map((region) => (region.slug === 'sfo3' ? { ...region, ...more } : region));

  it.each([
    [
      'takes no new droplets',
      regions({ available: false }),
      /^Region sfo3 of host-02 takes no new droplets now\. Move host-02/,
    ],
    [
      'has no IPv6',
      regions({ ipv6: false }),
      /^Region sfo3 of host-02 has no IPv6, which every host needs\. Move host-02/,
    ],
    [
      'does not exist',
      REGIONS.filter(({ slug }) => slug !== 'sfo3'),
      /^Region sfo3 of host-02 is not one of DigitalOcean's\./,
    ],
  ])('%s', (_, list, refusal) => {
    expect(refusals({ regions: list })).toEqual([expect.stringMatching(refusal)]);
    expect(refusals({ regions: list })[0]).toContain('nyc1, tor1 and fra1 are open');
  });

  it('that is closed keeps the droplets it has', () => {
    const closed = { ...built, allowance: { ...GOOD, regions: regions({ available: false }) } };
    expect(plan(EXAMPLE, closed).refusals).toEqual([]);
  });
});

describe('an image', () => {
  const images = (more: object) =>
    IMAGES.map((image) => (image.slug === 'debian-13-x64' ? { ...image, ...more } : image));

  it('no longer exists', () => {
    expect(refusals({ images: IMAGES.slice(1) })).toHaveLength(3);
    expect(refusals({ images: IMAGES.slice(1) })[0]).toBe(
      'Image debian-13-x64 of sql and host-01 is not one that DigitalOcean offers now. Declare another image for it: debian-12-x64.',
    );
  });

  it('is not offered in the region', () => {
    const here = SLUGS.filter((slug) => slug !== 'sfo3');
    expect(refusals({ images: images({ regions: here }) })).toEqual([
      'Image debian-13-x64 of host-02 is not offered in sfo3. Declare another image for it: debian-12-x64.',
    ]);
  });

  it('does not fit on the disk', () => {
    const [first] = refusals({ images: images({ minDiskGiB: 30 }) });
    expect(first).toBe(
      'Image debian-13-x64 of sql and host-01 needs a disk of 30 GiB, and s-1vcpu-1gb has 25 GiB: choose a larger size.',
    );
  });

  it('that is gone does not matter to the droplets made from it', () => {
    expect(plan(EXAMPLE, { ...built, allowance: { ...GOOD, images: [] } }).refusals).toEqual([]);
  });
});

it('hosts that are made alike are refused in one line', () => {
  expect(refusals({ account: undefined, images: IMAGES.slice(1) }, many(200))).toEqual([
    expect.stringMatching(/^Image debian-13-x64 of sql, host-1, host-2 and 198 more is not one/),
  ]);
});

it('what a token may not read refuses nothing', () => {
  expect(plan(many(200), { ...EMPTY_CLOUD, allowance: {} }).refusals).toEqual([]);
});
