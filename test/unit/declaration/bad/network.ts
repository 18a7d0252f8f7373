import { type BadCase, extra } from '../good.ts';

/** The VPN's subnet, and the ranges that may use SSH. */
export const networkCases: readonly BadCase[] = [
  {
    mistake: 'a subnet that is not a range',
    files: extra('vpn: { subnet: 10.8.0.0 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8.0.0` has no prefix length',
      '    write `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet with a bad length',
    files: extra('vpn: { subnet: 10.8.0.0/33 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8.0.0/33` is not an address range',
      '    write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    ],
  },
  {
    mistake: 'a subnet with a bad address',
    files: extra('vpn: { subnet: 10.8.0.256/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8.0.256/16` is not an address range',
      '    write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    ],
  },
  {
    mistake: 'a subnet in short form',
    files: extra('vpn: { subnet: 10.8/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8/16` is not an address range',
      '    write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    ],
  },
  {
    mistake: 'a subnet with leading zeros',
    files: extra('vpn: { subnet: 010.8.0.0/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `010.8.0.0/16` is not an address range',
      '    write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    ],
  },
  {
    mistake: 'a subnet with host bits',
    files: extra('vpn: { subnet: 10.8.3.4/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8.3.4/16` is not the canonical form of its range',
      '    write `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet that is IPv6',
    files: extra("vpn: { subnet: 'fd00::/64' }"),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `fd00::/64` is an IPv6 range; the VPN is IPv4',
      '    choose another private range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet that is public',
    files: extra('vpn: { subnet: 203.0.113.0/24 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `203.0.113.0/24` is not a private range',
      '    write a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet larger than OpenVPN can serve',
    files: extra('vpn: { subnet: 172.16.0.0/12 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `172.16.0.0/12` is larger than OpenVPN can serve',
      '    write `172.16.0.0/16`',
    ],
  },
  {
    mistake: 'a loopback subnet',
    files: extra('vpn: { subnet: 127.0.0.0/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `127.0.0.0/16` overlaps 127.0.0.0/8, which is reserved for loopback',
      '    choose another private range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a link-local subnet',
    files: extra('vpn: { subnet: 169.254.0.0/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `169.254.0.0/16` overlaps 169.254.0.0/16, which is reserved for link-local',
      '    choose another private range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: "a subnet of DigitalOcean's",
    files: extra('vpn: { subnet: 10.244.0.0/16 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.244.0.0/16` overlaps 10.244.0.0/16, which is reserved for DigitalOcean',
      '    choose another private range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: "a subnet of a region's anchor addresses",
    files: extra('vpn: { subnet: 10.17.128.0/20 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.17.128.0/20` overlaps 10.17.0.0/16, which is reserved for DigitalOcean in nyc3',
      '    choose another private range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet too small for the hosts',
    files: extra('vpn: { subnet: 10.8.0.0/30 }'),
    report: [
      'cluster/cluster.yml:8:16: vpn.subnet: `10.8.0.0/30` has 2 addresses for 3 hosts',
      '    write a larger range, e.g. `10.8.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet within the range that may use SSH',
    files: extra('ssh: { from: [203.0.113.0/24, 10.8.3.0/24] }'),
    report: [
      "cluster/cluster.yml:8:31: ssh.from[1]: `10.8.3.0/24` overlaps the VPN's subnet `10.8.0.0/16`",
      '    write the public addresses you connect from, or choose another `vpn.subnet`, e.g. `10.9.0.0/16`',
    ],
  },
  {
    mistake: 'a subnet that contains the range that may use SSH',
    files: extra('vpn: { subnet: 10.9.0.0/24 }\nssh: { from: [10.0.0.0/8] }'),
    report: [
      "cluster/cluster.yml:9:15: ssh.from[0]: `10.0.0.0/8` overlaps the VPN's subnet `10.9.0.0/24`",
      '    write the public addresses you connect from, or choose another `vpn.subnet`, e.g. `10.9.0.0/16`',
    ],
  },
  {
    mistake: 'SSH from an address without a prefix length',
    files: extra('ssh: { from: [203.0.113.7] }'),
    report: [
      'cluster/cluster.yml:8:15: ssh.from[0]: `203.0.113.7` has no prefix length',
      '    write `203.0.113.7/32`',
    ],
  },
  {
    mistake: 'SSH from an IPv6 address without a prefix length',
    files: extra("ssh: { from: ['2001:db8::7'] }"),
    report: [
      'cluster/cluster.yml:8:15: ssh.from[0]: `2001:db8::7` has no prefix length',
      '    write `2001:db8::7/128`',
    ],
  },
  {
    mistake: 'SSH from an IPv6 range in long form',
    files: extra("ssh: { from: ['2001:DB8:0::/32'] }"),
    report: [
      'cluster/cluster.yml:8:15: ssh.from[0]: `2001:DB8:0::/32` is not the canonical form of its range',
      '    write `2001:db8::/32`',
    ],
  },
  {
    mistake: 'SSH from a name',
    files: extra('ssh: { from: [office.example.com] }'),
    report: [
      'cluster/cluster.yml:8:15: ssh.from[0]: `office.example.com` is not an address range',
      '    write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    ],
  },
  {
    mistake: 'SSH from a number',
    files: extra('ssh: { from: [203.0] }'),
    report: ['cluster/cluster.yml:8:15: ssh.from[0]: `203.0` is not text', "    quote it: `'203.0'`"],
  },
  {
    mistake: 'SSH from nowhere',
    files: extra('ssh: { from: [] }'),
    report: [
      'cluster/cluster.yml:8:14: ssh.from: the list is empty',
      '    write at least one item, or remove the key to use the default',
    ],
  },
];
