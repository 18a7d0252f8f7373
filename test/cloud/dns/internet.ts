import { ROUTER } from '../network/addresses.ts';
import type { Names } from '../ports.ts';

/** The names of the internet that droplets can reach. The local mirror serves them at the router's address. */
const MIRRORED = ['wordpress.org', 'downloads.wordpress.org', 'deb.debian.org', 'security.debian.org'];

/** DigitalOcean's three name servers, which every zone names. All of them are the one local DNS. */
const NAME_HOSTS = ['ns1', 'ns2', 'ns3'];

export async function publishInternet(names: Names): Promise<void> {
  for (const name of MIRRORED) {
    await names.publish(name, [
      { type: 'A', name: '@', data: ROUTER.ipv4, ttl: 300 },
      { type: 'AAAA', name: '@', data: ROUTER.ipv6, ttl: 300 },
    ]);
  }
  await names.publish(
    'digitalocean.com',
    NAME_HOSTS.map((name) => ({ type: 'A', name, data: ROUTER.ipv4, ttl: 300 })),
  );
}
