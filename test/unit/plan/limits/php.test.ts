import { expect, it } from 'vitest';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from '../example.ts';

const refusals = (php: object, size = 's-1vcpu-1gb', image = 'debian-13-x64') => {
  const web = EXAMPLE.web.map(({ name, region }) => host(name, region, 'web', size));
  return plan({ ...EXAMPLE, image, web, php: { ...EXAMPLE.php, ...php } }, EMPTY_CLOUD).refusals;
};

it.each([
  ['the defaults', {}, 's-1vcpu-1gb'],
  ['twice the memory', { memory: 256 }, 's-1vcpu-1gb'],
  ['as many workers as fit, including swap', { memory: 203, workers: 8 }, 's-1vcpu-1gb'],
  ['much memory on a large droplet', { memory: 512, workers: 15 }, 's-4vcpu-8gb'],
])('a plan accepts %s', (_, php, size) =>
  expect(refusals(php, size).filter((text) => /PHP/.test(text))).toEqual([]),
);

it('a plan refuses more PHP workers than fit in the memory of a size, and names alternatives', () => {
  expect(refusals({ memory: 256, workers: 8 })).toEqual([
    '8 PHP workers of 256 MiB need 2048 MiB. A web host of size s-1vcpu-1gb has 1628 MiB for them, including swap ' +
      '(host-01, host-02 and host-03). Set `workers: 6` or `memory: 203` under `php` in cluster/cluster.yml, or choose a ' +
      'larger size, e.g. s-1vcpu-2gb.',
  ]);
});

it("a plan refuses an extension that the host's Debian release does not package", () => {
  expect(refusals({ extensions: ['redis', 'imap'] })).toEqual([
    'Debian 13 has no package of the PHP extension `imap` for host-01, host-02 and host-03: remove it from ' +
      '`php.extensions` in cluster/cluster.yml.',
  ]);
  expect(refusals({ extensions: ['imap'] }, 's-1vcpu-1gb', 'debian-12-x64')).toEqual([]);
});
