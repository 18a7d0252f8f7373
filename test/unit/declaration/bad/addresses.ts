import { type BadCase, CLUSTER, edit, GOOD, NYC1, TOR1, withFiles } from '../good.ts';

/** Addresses of hosts in the VPN. */
export const addressCases: readonly BadCase[] = [
  {
    mistake: 'a malformed host address',
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.8.0'),
    report: [
      'cluster/regions/tor1.yml:2:19: hosts.host-02.vpn: `10.8.0` is not an IPv4 address',
      '    write an address of the VPN subnet, e.g. `10.8.0.20`',
    ],
  },
  {
    mistake: 'a host address with a prefix length',
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.8.0.9/16'),
    report: [
      'cluster/regions/tor1.yml:2:19: hosts.host-02.vpn: `10.8.0.9/16` is not an IPv4 address',
      '    write an address of the VPN subnet, e.g. `10.8.0.20`',
    ],
  },
  {
    mistake: 'a host address outside the subnet',
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.9.0.9'),
    report: [
      'cluster/regions/tor1.yml:2:19: hosts.host-02.vpn: `10.9.0.9` is not a host address in 10.8.0.0/16',
      '    write `vpn: 10.8.83.124`, which is free',
    ],
  },
  {
    mistake: "a host with the primary's address",
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.8.0.1'),
    report: [
      "cluster/regions/tor1.yml:2:19: hosts.host-02.vpn: `10.8.0.1` is the primary's address",
      '    write `vpn: 10.8.83.124`, which is free',
    ],
  },
  {
    mistake: 'a host with the broadcast address',
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.8.255.255'),
    report: [
      'cluster/regions/tor1.yml:2:19: hosts.host-02.vpn: `10.8.255.255` is not a host address in 10.8.0.0/16',
      '    write `vpn: 10.8.83.124`, which is free',
    ],
  },
  {
    mistake: 'a primary with another address',
    files: edit(NYC1, 'primary: true', 'primary: true, vpn: 10.8.0.9'),
    report: [
      "cluster/regions/nyc1.yml:2:30: hosts.sql.vpn: `10.8.0.9` is not the primary's address `10.8.0.1`",
      '    remove the line',
    ],
  },
  {
    mistake: 'two hosts with one declared address',
    files: withFiles({ [TOR1]: 'hosts:\n  host-02: { vpn: 10.8.0.9 }\n  host-03: { vpn: 10.8.0.9 }\n' }),
    report: [
      'cluster/regions/tor1.yml:3:19: `host-03` and `host-02` (cluster/regions/tor1.yml:2:3) both have the VPN address `10.8.0.9`',
      '    write `vpn: 10.8.0.10`, which is free, under the newer host: the other keeps its address',
    ],
  },
  {
    mistake: 'a declared address that another host has by its name',
    files: edit(TOR1, 'size: s-1vcpu-1gb', 'vpn: 10.8.114.115'),
    report: [
      'cluster/regions/tor1.yml:2:19: `host-02` and `host-01` (cluster/regions/nyc1.yml:3:3) both have the VPN address `10.8.114.115`',
      '    write `vpn: 10.8.114.116`, which is free, under the newer host: the other keeps its address',
    ],
  },
  {
    mistake: 'two names with one derived address',
    files: withFiles({ [TOR1]: 'hosts:\n  host-195:\n  host-384:\n' }),
    report: [
      'cluster/regions/tor1.yml:3:3: `host-384` and `host-195` (cluster/regions/tor1.yml:2:3) both have the VPN address `10.8.106.104`',
      '    write `vpn: 10.8.106.105`, which is free, under the newer host: the other keeps its address',
    ],
  },
  {
    mistake: 'a subnet without a free address',
    files: withFiles({
      [CLUSTER]: `${GOOD[CLUSTER]}vpn: { subnet: 10.8.0.0/30 }\n`,
      [NYC1]: 'hosts:\n  host-01:\n',
    }),
    report: [
      'cluster/regions/nyc1.yml:1:1: no host is the primary',
      '    write `primary: true` under one host',
      'cluster/regions/tor1.yml:2:3: `host-02` and `host-01` (cluster/regions/nyc1.yml:2:3) both have the VPN address `10.8.0.2`',
      '    enlarge `vpn.subnet`',
    ],
  },
];
