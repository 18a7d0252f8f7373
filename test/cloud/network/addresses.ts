/** The router: the gateway of every machine, the web hosts of the local internet, and the only resolver. */
export const ROUTER = { ipv4: '203.0.113.1', ipv6: '2001:db8:f107::1' } as const;

/** The address of the certificate authority, which uses the same ports as the router's web hosts. */
export const AUTHORITY_ADDRESS = '203.0.113.2';

/** Address ranges of droplets, reserved for documentation by RFC 5737 and RFC 3849, so no real host has them. */
export const PUBLIC_RANGES = { ipv4: '203.0.113.0/24', ipv6: '2001:db8:f107::/64' } as const;

/** The address of DigitalOcean's metadata. */
export const METADATA_ADDRESS = '169.254.169.254';

/** The link-local IPv6 gateway, on every link. */
export const LINK_LOCAL_GATEWAY = 'fe80::1';

/** The machine name for `systemd-nspawn -M`. Short, so the link's name fits into the kernel's 15 characters. */
export const machineName = (id: number): string => `${id}`;

/** The router's end of a machine's link, as `systemd-nspawn --network-veth` names it. */
export const linkName = (id: number): string => `ve-${machineName(id)}`;
