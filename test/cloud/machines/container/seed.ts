import type { MachineSpec } from '../../ports.ts';

/** A machine's surroundings. */
export interface Surroundings {
  /** The resolver. */
  readonly dnsAddress: string;
  readonly routerV4: string;
  /** A link-local address, which must be on the machine's link. */
  readonly routerV6: string;
}

const CLOUD_INIT_SEED = '/var/lib/cloud/seed/nocloud';
/** Sorts before Debian's 80-container-host0.network, which would win otherwise. */
const NETWORK = '/etc/systemd/network/10-cloud.network';

/** Path and content of each file that makes a new disk this machine's. */
export const seedFiles = (
  machine: MachineSpec,
  surroundings: Surroundings,
): ReadonlyMap<string, { readonly content: string; readonly mode: number }> =>
  new Map([
    [NETWORK, { content: networkFile(machine, surroundings), mode: 0o644 }],
    [`${CLOUD_INIT_SEED}/user-data`, { content: machine.userData, mode: 0o600 }],
    [`${CLOUD_INIT_SEED}/vendor-data`, { content: machine.vendorData, mode: 0o600 }],
    [`${CLOUD_INIT_SEED}/meta-data`, { content: metaData(machine), mode: 0o644 }],
  ]);

/** JSON is valid YAML, which cloud-init reads. */
const metaData = ({ id, name, sshKeys }: MachineSpec): string =>
  JSON.stringify({ 'instance-id': String(id), 'local-hostname': name, 'public-keys': sshKeys });

/**
 * Links are routed, so the router is the only neighbour. No other machine can have the address, so duplicate address
 * detection would only delay the boot.
 */
const networkFile = (
  { ipv4, ipv6 }: MachineSpec,
  { dnsAddress, routerV4, routerV6 }: Surroundings,
): string => `\
[Match]
Name=host0

[Network]
DNS=${dnsAddress}
Domains=~.
LLMNR=no
MulticastDNS=no
DNSSEC=no
LinkLocalAddressing=ipv6
IPv6AcceptRA=no
IPv6DuplicateAddressDetection=0

[Address]
Address=${ipv4}/32

[Address]
Address=${ipv6}/128
DuplicateAddressDetection=none
${[routerV4, routerV6].map(gateway).join('')}
[Route]
Destination=169.254.169.254
Gateway=${routerV4}
GatewayOnLink=yes
`;

const gateway = (address: string): string => `
[Route]
Gateway=${address}
GatewayOnLink=yes
`;
