import { writeFile } from 'node:fs/promises';
import { command } from '../runtime/command.ts';
import {
  AUTHORITY_ADDRESS,
  LINK_LOCAL_GATEWAY,
  METADATA_ADDRESS,
  PUBLIC_RANGES,
  ROUTER,
} from './addresses.ts';

/** An interface that no process reads. Packets to droplets that are off vanish there, as in a real network. */
const VOID = 'void';

/** Sets up this network namespace as the router. There is no default route: nothing leaves the cloud. */
export async function makeRouter(): Promise<void> {
  await command('ip', ['-batch', '-'], ROUTER_SETUP);
  for (const forwarding of FORWARDING) await writeFile(forwarding, '1');
}

const FORWARDING = ['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'];

const ROUTER_SETUP = `
link set lo up
address add ${ROUTER.ipv4}/32 dev lo
address add ${ROUTER.ipv6}/128 dev lo nodad
address add ${AUTHORITY_ADDRESS}/32 dev lo
address add ${METADATA_ADDRESS}/32 dev lo
tuntap add dev ${VOID} mode tun
link set ${VOID} up
route add ${PUBLIC_RANGES.ipv4} dev ${VOID} src ${ROUTER.ipv4}
route add ${PUBLIC_RANGES.ipv6} dev ${VOID} src ${ROUTER.ipv6}
`;

/**
 * Routes one machine's addresses to `link`. The router's IPv6 address is on every link because, unlike with ARP,
 * an interface does not answer for an address of another one.
 */
export async function routeTo(link: string, ipv4: string, ipv6: string): Promise<void> {
  const setup = `
link set ${link} up
address replace ${ROUTER.ipv6}/128 dev ${link} nodad
address replace ${LINK_LOCAL_GATEWAY}/64 dev ${link} nodad
route replace ${ipv4}/32 dev ${link} src ${ROUTER.ipv4}
route replace ${ipv6}/128 dev ${link} src ${ROUTER.ipv6}
`;
  await command('ip', ['-batch', '-'], setup);
}
