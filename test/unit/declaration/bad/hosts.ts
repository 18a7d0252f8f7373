import { type BadCase, edit, NYC1, TOR1, withFiles, without } from '../good.ts';

export const hostsCases: readonly BadCase[] = [
  {
    mistake: 'a host in two regions',
    files: edit(TOR1, 'host-02', 'host-01'),
    report: [
      'cluster/regions/tor1.yml:2:3: `host-01` is listed twice; the first is at cluster/regions/nyc1.yml:3:3',
      '    remove one of the two, or rename it',
    ],
  },
  {
    mistake: 'a host in two regions, in another case',
    files: edit(TOR1, 'host-02', 'Host-01'),
    report: [
      'cluster/regions/tor1.yml:2:3: `Host-01` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
      'cluster/regions/tor1.yml:2:3: `Host-01` is listed twice; the first is at cluster/regions/nyc1.yml:3:3 as `host-01`, and names are not case-sensitive',
      '    remove one of the two, or rename it',
    ],
  },
  {
    mistake: 'no primary',
    files: edit(NYC1, '{ primary: true }', '{ primary: false }'),
    report: [
      'cluster/regions/nyc1.yml:1:1: no host is the primary',
      '    write `primary: true` under one host',
    ],
  },
  {
    mistake: 'a missing primary is not reported if a misspelt key may name it',
    files: edit(NYC1, 'primary', 'primray'),
    report: [
      'cluster/regions/nyc1.yml:2:10: unknown key `primray` in `hosts.sql`',
      '    did you mean `primary`?',
    ],
  },
  {
    mistake: 'two primaries',
    files: edit(TOR1, '{ size', '{ primary: true, size'),
    report: [
      'cluster/regions/tor1.yml:2:14: `host-02` is a second primary; the first is `sql` at cluster/regions/nyc1.yml:2:3',
      '    remove `primary: true` from one of the two',
    ],
  },
  {
    mistake: 'no web host',
    files: { ...without(TOR1), [NYC1]: 'hosts:\n  sql: { primary: true }\n' },
    report: [
      'cluster/regions/nyc1.yml:1:1: there is no web host',
      '    list one without `primary`, e.g. `host-01:`',
    ],
  },
  {
    mistake: 'a missing web host is not reported if a region cannot be read',
    files: withFiles({ [NYC1]: 'hosts:\n  sql: { primary: true }\n', [TOR1]: 'hosts: {\n' }),
    report: [
      'cluster/regions/tor1.yml:2:1: YAML syntax: deficient indentation',
      '    close the quote or bracket that is open above, or indent this line further',
    ],
  },
  {
    mistake: 'a region without hosts',
    files: withFiles({ [TOR1]: 'hosts: {}\n' }),
    report: [
      'cluster/regions/tor1.yml:1:1: no host is listed',
      '    list one, e.g. `host-04:`, or delete the file',
    ],
  },
  {
    mistake: 'a host called www',
    files: edit(TOR1, 'host-02', 'www'),
    report: [
      'cluster/regions/tor1.yml:2:3: `www.<domain>` is the site itself, not a host',
      '    give the host another name, e.g. `web-01`',
    ],
  },
  {
    mistake: 'a host called localhost',
    files: edit(TOR1, 'host-02', 'localhost'),
    report: [
      'cluster/regions/tor1.yml:2:3: `localhost` means the local machine on every host',
      '    give the host another name, e.g. `web-01`',
    ],
  },
  {
    mistake: 'a host name with an underscore',
    files: edit(TOR1, 'host-02', 'host_02'),
    report: [
      'cluster/regions/tor1.yml:2:3: `host_02` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
    ],
  },
  {
    mistake: 'a host name that is a number',
    files: edit(TOR1, 'host-02', '42'),
    report: [
      'cluster/regions/tor1.yml:2:3: `42` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
    ],
  },
  {
    mistake: 'a host name with a dot',
    files: edit(TOR1, 'host-02', 'host.02'),
    report: [
      'cluster/regions/tor1.yml:2:3: `host.02` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
    ],
  },
  {
    mistake: 'a bad name does not hide a bad body',
    files: edit(TOR1, 'host-02: { size: s-1vcpu-1gb }', 'Host-02: { size: tiny }'),
    report: [
      'cluster/regions/tor1.yml:2:3: `Host-02` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
      'cluster/regions/tor1.yml:2:20: hosts.Host-02.size: `tiny` is not a droplet size',
      '    write a size slug, e.g. `s-1vcpu-1gb`',
    ],
  },
  {
    mistake: 'a misspelt size',
    files: edit(TOR1, 's-1vcpu-1gb', 's-1vcpu-1g'),
    report: [
      'cluster/regions/tor1.yml:2:20: hosts.host-02.size: `s-1vcpu-1g` is not a droplet size',
      '    did you mean `s-1vcpu-1gb`?',
    ],
  },
  {
    mistake: 'a size in upper case',
    files: edit(TOR1, 's-1vcpu-1gb', 'S-1VCPU-1GB'),
    report: [
      'cluster/regions/tor1.yml:2:20: hosts.host-02.size: `S-1VCPU-1GB` is not a droplet size',
      '    did you mean `s-1vcpu-1gb`?',
    ],
  },
  {
    mistake: 'an unknown size',
    files: edit(TOR1, 's-1vcpu-1gb', 'enormous'),
    report: [
      'cluster/regions/tor1.yml:2:20: hosts.host-02.size: `enormous` is not a droplet size',
      '    write a size slug, e.g. `s-1vcpu-1gb`',
    ],
  },
  {
    mistake: 'an unknown key of a host',
    files: edit(TOR1, 'size:', 'region:'),
    report: [
      'cluster/regions/tor1.yml:2:14: unknown key `region` in `hosts.host-02`',
      '    known keys: `primary`, `size`, `image`, `vpn`',
    ],
  },
];
