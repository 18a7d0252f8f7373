import {
  LINK_LOCAL_GATEWAY,
  linkName,
  METADATA_ADDRESS,
  PUBLIC_RANGES,
  ROUTER,
} from '../../network/addresses.ts';
import type { MachineSpec } from '../../ports.ts';
import { command } from '../../runtime/command.ts';

/** What a virtual machine is plugged into. */
export interface Wire {
  /** The network namespace in which its `TAP` is. */
  readonly namespace: string;
  remove(): Promise<void>;
}

/** The machine's end, for QEMU. */
export const TAP = 'tap';
/** The router's end is the link that a container would have. */
const UPLINK = 'uplink';

/**
 * Connects a machine as DigitalOcean's hypervisors do. To the machine, everything in its range is a neighbour, and so is
 * the metadata, which it asks before it has an address of its own. The namespace answers for all of them and forwards to
 * the router.
 */
export async function makeWire(spec: MachineSpec): Promise<Wire> {
  const namespace = `vm-${spec.id}`;
  const outer = linkName(spec.id);
  const inside = (program: string, args: readonly string[], input?: string) =>
    command('nsenter', [`--net=/run/netns/${namespace}`, program, ...args], input);
  await command('ip', ['netns', 'add', namespace]);
  await command('ip', ['link', 'add', outer, 'type', 'veth', 'peer', 'name', UPLINK, 'netns', namespace]);
  await inside('ip', ['-batch', '-'], links());
  await inside('sysctl', ['--quiet', '--write', ...SETTINGS]);
  await inside('ip', ['-batch', '-'], routes(spec));
  await inside('nft', ['-f', '-'], translation(spec));
  return { namespace, remove: () => command('ip', ['netns', 'delete', namespace]).then(() => undefined) };
}

const links = (): string => `
link set lo up
tuntap add dev ${TAP} mode tap
`;

const SETTINGS = [
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.forwarding=1',
  ...[TAP, UPLINK].flatMap((device) => [
    `net.ipv4.conf.${device}.proxy_arp=1`,
    `net.ipv4.neigh.${device}.proxy_delay=0`,
    `net.ipv6.conf.${device}.proxy_ndp=1`,
    `net.ipv6.neigh.${device}.proxy_delay=0`,
    `net.ipv6.conf.${device}.accept_dad=0`,
  ]),
];

const routes = ({ ipv4, ipv6 }: MachineSpec): string => `
link set ${TAP} up
link set ${UPLINK} up
address add ${LINK_LOCAL_SOURCE} dev ${TAP}
route add ${LINK_LOCAL_RANGE} dev ${TAP}
route add ${ipv4}/32 dev ${TAP}
route add ${ipv6}/128 dev ${TAP}
route add ${METADATA_ADDRESS}/32 via ${ROUTER.ipv4} dev ${UPLINK} onlink
route add default via ${ROUTER.ipv4} dev ${UPLINK} onlink
route add default via ${LINK_LOCAL_GATEWAY} dev ${UPLINK} onlink
neighbour add proxy ${ipv6} dev ${UPLINK}
${neighbours(ipv6)
  .map((each) => `neighbour add proxy ${each} dev ${TAP}`)
  .join('\n')}
`;

const LINK_LOCAL_RANGE = '169.254.0.0/16';
/** The sender of ARP requests to the machine. */
const LINK_LOCAL_SOURCE = '169.254.169.253/32';

/** IPv6 has no proxy for a whole range. */
const neighbours = (own: string): readonly string[] =>
  Array.from({ length: 254 }, (_, index) => PUBLIC_RANGES.ipv6.replace('::/64', `::${index + 1}`)).filter(
    (each) => each !== own,
  );

/** The metadata knows a droplet by its address, and the firewalls refuse every other. */
const translation = ({ ipv4 }: MachineSpec): string => `
table ip flotilla {
  chain leaving {
    type nat hook postrouting priority srcnat
    oifname "${UPLINK}" ip saddr ${LINK_LOCAL_RANGE} snat to ${ipv4}
  }
}
`;
