/** The router: gateway of every machine, the local internet's web hosts, and the one resolver. */
export const ROUTER = { ipv4: '203.0.113.1', ipv6: '2001:db8:f107::1' } as const;

/** The certificate authority's, which listens where the router's web hosts do. */
export const AUTHORITY_ADDRESS = '203.0.113.2';

/** Address ranges of droplets; set aside for documentation by RFC 5737 and RFC 3849, so no real host has them. */
export const PUBLIC_RANGES = { ipv4: '203.0.113.0/24', ipv6: '2001:db8:f107::/64' } as const;

/** Where DigitalOcean answers metadata. */
export const METADATA_ADDRESS = '169.254.169.254';

/** Gateway of machines that configure IPv6 by a link-local one; on every link. */
export const LINK_LOCAL_GATEWAY = 'fe80::1';

/** Machine name given to `systemd-nspawn -M`; short, so that the link's name fits the kernel's 15 characters. */
export const machineName = (id: number): string => `${id}`;

/** The router's end of a machine's link, as `systemd-nspawn --network-veth` names it. */
export const linkName = (id: number): string => `ve-${machineName(id)}`;
