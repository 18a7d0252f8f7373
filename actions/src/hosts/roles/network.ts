import ipaddr from 'ipaddr.js';

/** The VPN's network as configuration files write it. */
export interface Network {
  /** `10.8.0.0` */
  readonly address: string;
  /** `255.255.255.0` */
  readonly netmask: string;
  /** `10.8.0.0/24` */
  readonly cidr: string;
}

/** From a valid IPv4 CIDR; its host bits may be set. */
export function networkOf(subnet: string): Network {
  const prefix = ipaddr.IPv4.parseCIDR(subnet)[1];
  const address = ipaddr.IPv4.networkAddressFromCIDR(subnet).toString();
  const netmask = ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString();
  return { address, netmask, cidr: `${address}/${prefix}` };
}

/** The two halves of the network, e.g. `10.8.0.0/25` and `10.8.0.128/25` of `10.8.0.0/24`. */
export function halvesOf(subnet: string): readonly string[] {
  const { address, cidr } = networkOf(subnet);
  const prefix = Number(cidr.split('/')[1]) + 1;
  const octets = ipaddr.IPv4.parse(address).octets;
  const index = Math.floor((prefix - 1) / 8);
  const second = octets.map((octet, at) => (at === index ? octet + 2 ** (7 - ((prefix - 1) % 8)) : octet));
  return [`${address}/${prefix}`, `${second.join('.')}/${prefix}`];
}
