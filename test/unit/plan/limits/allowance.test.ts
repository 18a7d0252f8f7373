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
  it('limits the number of droplets that a plan may create', () => {
    expect(refusals({}, many(24))).toEqual([]);
    expect(refusals({}, many(35))).toEqual([
      'This plan creates 36 droplets. The account has 0 and its limit is 25: 11 too many. Request a higher limit at ' +
        'https://cloud.digitalocean.com/account/team/droplet_limit_increase, or declare fewer hosts. Apply creates ' +
        'a replacement before it destroys the old host, so remove hosts in an earlier, separate change.',
    ]);
    expect(refusals({}, many(200))[0]).toContain('201 droplets. The account has 0 and its limit is 25');
  });

  it('counts all droplets of the account, including those that are destroyed later', () => {
    const moved = { ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'fra1')] };
    const [other] = built.droplets;
    const cloud = (dropletLimit: number) => ({
      ...built,
      others: other ? [other, other] : [],
      allowance: { ...GOOD, account: { ...ACCOUNT, dropletLimit } },
    });
    expect(plan(moved, cloud(7)).refusals).toEqual([]);
    expect(plan(moved, cloud(6)).refusals).toEqual([
      expect.stringContaining('creates 1 droplet. The account'),
    ]);
  });

  it('does not limit a plan that creates no droplets', () => {
    const resized = {
      ...EXAMPLE,
      web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'tor1', 'web', 's-1vcpu-2gb')],
    };
    const full = { ...built, allowance: { ...GOOD, account: { ...ACCOUNT, dropletLimit: 1 } } };
    expect(plan(resized, full).refusals).toEqual([]);
    expect(plan(EXAMPLE, full).refusals).toEqual([]);
  });

  it('causes a refusal if it is locked, and a note if it has a warning', () => {
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

describe('a region', () => {
  const regions = (more: object) =>
    REGIONS.map((region) => (region.slug === 'sfo3' ? { ...region, ...more } : region));

  it.each([
    [
      'accepts no new droplets',
      regions({ available: false }),
      /^Region sfo3 of host-02 accepts no new droplets now\. Move host-02/,
    ],
    [
      'has no IPv6',
      regions({ ipv6: false }),
      /^Region sfo3 of host-02 has no IPv6, which every host needs\. Move host-02/,
    ],
    [
      'does not exist',
      REGIONS.filter(({ slug }) => slug !== 'sfo3'),
      /^DigitalOcean has no region sfo3, which is declared for host-02\./,
    ],
  ])('%s', (_, list, refusal) => {
    expect(refusals({ regions: list })).toEqual([expect.stringMatching(refusal)]);
    expect(refusals({ regions: list })[0]).toContain('Available regions: nyc1, tor1 and fra1.');
  });

  it('that is closed keeps its existing droplets', () => {
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
      'DigitalOcean does not offer the image debian-13-x64 of sql and host-01 now. Declare another image for it: debian-12-x64.',
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
      'Image debian-13-x64 of sql and host-01 needs a disk of 30 GiB, and s-1vcpu-1gb has 25 GiB. Choose a larger size.',
    );
  });

  it('that is no longer offered does not affect droplets created from it', () => {
    expect(plan(EXAMPLE, { ...built, allowance: { ...GOOD, images: [] } }).refusals).toEqual([]);
  });
});

it('hosts with the same region, size and image share one refusal', () => {
  expect(refusals({ account: undefined, images: IMAGES.slice(1) }, many(200))).toEqual([
    expect.stringMatching(
      /^DigitalOcean does not offer the image debian-13-x64 of sql, host-1, host-2 and 198 more now/,
    ),
  ]);
});

it('limits that the token may not read cause no refusal', () => {
  expect(plan(many(200), { ...EMPTY_CLOUD, allowance: {} }).refusals).toEqual([]);
});
