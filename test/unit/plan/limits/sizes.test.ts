import { describe, expect, it } from 'vitest';
import type { ObservedCloud } from '../../../../actions/src/cloud/resource.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from '../example.ts';
import { simulate } from '../simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const web = (region: string, size: string) => ({
  ...EXAMPLE,
  web: [...EXAMPLE.web, host('host-04', region, 'web', size)],
});

describe('sizes that are not available', () => {
  it.each([
    ['fra1', 's-1vcpu-1gb', []],
    [
      'fra1',
      's-2vcpu-2gb',
      [
        'Size s-2vcpu-2gb of host-04 is not offered in fra1 now. ' +
          'Choose another size. Nearest in price there: s-2vcpu-4gb ($24.00), s-1vcpu-1gb ($6.00).',
      ],
    ],
    [
      'tor1',
      's-1vcpu-512mb-10gb',
      [
        'Size s-1vcpu-512mb-10gb of host-04 is not offered in tor1 now. ' +
          'Choose another size. Nearest in price there: s-1vcpu-1gb ($6.00), s-1vcpu-2gb ($12.00), s-2vcpu-2gb ($18.00).',
      ],
    ],
    [
      'sfo3',
      's-1cpu-1gb',
      [
        'DigitalOcean has no size s-1cpu-1gb, which is declared for host-04. ' +
          'Choose another size. Nearest in price there: s-1vcpu-512mb-10gb ($4.00), s-1vcpu-1gb ($6.00), s-1vcpu-2gb ($12.00).',
      ],
    ],
    [
      'nyc2',
      's-1vcpu-1gb',
      [
        'Size s-1vcpu-1gb of host-04 is not offered in nyc2 now. No other size is either: move host-04 to another region.',
      ],
    ],
  ])('%s in %s', (region, size, refusals) => {
    expect(plan(web(region, size), built).refusals).toEqual(refusals);
  });

  it('do not affect an existing droplet', () => {
    const closed = built.sizes.map((offered) => ({ ...offered, regions: [] }));
    expect(plan(EXAMPLE, { ...built, sizes: closed }).refusals).toEqual([]);
  });
});

describe('a disk never shrinks', () => {
  const sized = (size: string) => ({
    ...EXAMPLE,
    web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'tor1', 'web', size)],
  });
  const larger = simulate(plan(sized('s-1vcpu-2gb'), built), built);
  const withDisk = (diskGiB: number): ObservedCloud => ({
    ...larger,
    droplets: larger.droplets.map((droplet) => ({ ...droplet, diskGiB })),
  });

  it('so a web host cannot be resized to a smaller disk, and the plan names an alternative', () => {
    expect(plan(sized('s-1vcpu-1gb'), withDisk(50)).refusals).toEqual([
      'host-03 has a disk of 50 GiB, and s-1vcpu-1gb comes with 25 GiB: a disk never shrinks, so DigitalOcean would ' +
        'refuse this resize. Keep host-03 at s-1vcpu-2gb and declare a new host of size s-1vcpu-1gb. Once the new host ' +
        'serves, remove host-03 in a second change. Nearest in price with a large enough disk: s-1vcpu-2gb ($12.00), ' +
        's-2vcpu-2gb ($18.00), s-2vcpu-4gb ($24.00).',
    ]);
  });

  it('and if the disk is unknown, the disk of the current size counts', () => {
    expect(plan(sized('s-1vcpu-1gb'), larger).refusals).toHaveLength(1);
  });

  it('but a host can return to the size with which its disk was created', () => {
    expect(plan(sized('s-1vcpu-1gb'), withDisk(25)).refusals).toEqual([]);
  });

  it('and a resize to the same disk or a larger one is not refused', () => {
    expect(plan(sized('s-2vcpu-2gb'), withDisk(50)).refusals).toEqual([]);
  });

  it('and the alternative for the primary is another size', () => {
    const primary = host('sql', 'nyc1', 'primary', 's-1vcpu-512mb-10gb');
    const [refusal] = plan({ ...EXAMPLE, primary }, withDisk(25)).refusals;
    expect(refusal).toContain('the database and the uploads are on that disk');
    expect(refusal).not.toContain('declare a new host');
    expect(refusal).toContain('Nearest in price with a large enough disk: s-1vcpu-1gb ($6.00)');
  });

  it('but a host that moves to another region gets the disk of its declared size', () => {
    const moved = {
      ...EXAMPLE,
      web: [...EXAMPLE.web.slice(0, 2), host('host-03', 'fra1', 'web', 's-1vcpu-1gb')],
    };
    expect(plan(moved, withDisk(50)).refusals).toEqual([]);
  });
});
