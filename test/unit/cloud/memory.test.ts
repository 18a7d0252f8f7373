import { expect, it } from 'vitest';
import { memoryOfHosts } from '../../../actions/src/cloud/memory.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from '../plan/example.ts';
import { simulate } from '../plan/simulate.ts';
import { fileAt, rolesOn } from '../roles/cluster.ts';

const sized = (size: string) => ({ ...EXAMPLE, web: [host('host-01', 'nyc1', 'web', size)] });
const of = (size: string, cloud = EMPTY_CLOUD) => memoryOfHosts(sized(size), cloud)['host-01'];

it.each([
  ['s-1vcpu-512mb-10gb', 512],
  ['s-2vcpu-4gb', 4096],
  ['c-4-intel', 8192],
  ['a-size-of-tomorrow', 1024],
])('a droplet of size %s has %i MiB, as DigitalOcean lists it', (size, mib) => expect(of(size)).toBe(mib));

it('a size that is no longer listed has the memory of its droplet', () => {
  const built = simulate(plan(sized('s-2vcpu-4gb'), EMPTY_CLOUD), EMPTY_CLOUD);
  const droplets = built.droplets.map((droplet) => ({ ...droplet, memoryMiB: 4096 }));
  const sizes = built.sizes.filter(({ slug }) => slug !== 's-2vcpu-4gb');
  expect(of('s-2vcpu-4gb', { ...built, droplets, sizes })).toBe(4096);
});

it('the PHP workers and the buffer pool depend on it', () => {
  const pool = fileAt(
    '/etc/php/8.4/fpm/pool.d/flotilla.conf',
    rolesOn('host-01', sized('c-4-intel')),
  ).content;
  expect(pool).toContain('pm.max_children = 36\n');
});
