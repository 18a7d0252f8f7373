import { ROUTER } from '../network/addresses.ts';
import type { Names } from '../ports.ts';

/** What droplets reach on the internet, as far as it is there: the local mirror serves it at the router's address. */
const MIRRORED = ['wordpress.org', 'deb.debian.org', 'security.debian.org'];

export async function publishInternet(names: Names): Promise<void> {
  for (const name of MIRRORED) {
    await names.publish(name, [
      { type: 'A', name: '@', data: ROUTER.ipv4, ttl: 300 },
      { type: 'AAAA', name: '@', data: ROUTER.ipv6, ttl: 300 },
    ]);
  }
}
