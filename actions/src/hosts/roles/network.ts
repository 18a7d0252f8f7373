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
