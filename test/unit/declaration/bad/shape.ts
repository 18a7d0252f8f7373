import { type BadCase, CLUSTER, edit, extra, NYC1, TOR1, withFiles } from '../good.ts';

export const shapeCases: readonly BadCase[] = [
  {
    mistake: 'a misspelt key',
    files: edit(CLUSTER, 'zone: example.com', 'zone: example.com\nprotect-primry: false'),
    report: ['cluster/cluster.yml:4:1: unknown key `protect-primry`', '    did you mean `protect-primary`?'],
  },
  {
    mistake: 'an unknown key',
    files: edit(CLUSTER, 'zone: example.com', 'zone: example.com\nfavourite-colour: blue'),
    report: [
      'cluster/cluster.yml:4:1: unknown key `favourite-colour`',
      '    known keys: `name`, `domain`, `redirect-from`, `zone`, `image`, `vpn`, `ssh`, `protect-primary`, `database`, `wordpress`, `php`, `dns`, `certificate`, `https`, `alerts`, `mail`, `generation`',
    ],
  },
  {
    mistake: 'an unknown key deep down',
    files: edit(CLUSTER, 'user: admin,', 'user: admin, nickname: Bob,'),
    report: [
      'cluster/cluster.yml:7:25: unknown key `nickname` in `wordpress.admin`',
      '    known keys: `user`, `email`',
    ],
  },
  {
    mistake: 'a misspelt required key, reported once',
    files: edit(CLUSTER, 'domain: test.example.com', 'domian: test.example.com'),
    report: ['cluster/cluster.yml:2:1: unknown key `domian`', '    did you mean `domain`?'],
  },
  {
    mistake: 'camelCase instead of kebab-case',
    files: edit(CLUSTER, '  title:', '  tablePrefix: wp_\n  title:'),
    report: [
      'cluster/cluster.yml:6:3: unknown key `tablePrefix` in `wordpress`',
      '    did you mean `table-prefix`?',
    ],
  },
  {
    mistake: 'a missing key',
    files: edit(CLUSTER, 'zone: example.com\n', ''),
    report: [
      'cluster/cluster.yml:1:1: `zone` is missing',
      '    add `zone: example.com`. The DNS zone that DigitalOcean serves for you.',
    ],
  },
  {
    mistake: 'a missing key deep down',
    files: edit(CLUSTER, '{ user: admin, email: admin@example.com }', '{ user: admin }'),
    report: [
      'cluster/cluster.yml:7:3: `wordpress.admin.email` is missing',
      "    add `email: admin@example.com`. The administrator's e-mail address. Let's Encrypt may also write to it.",
    ],
  },
  {
    mistake: 'a missing group',
    files: edit(CLUSTER, '  admin: { user: admin, email: admin@example.com }\n', ''),
    report: [
      'cluster/cluster.yml:4:1: `wordpress.admin` is missing',
      '    add `admin: {user: admin, email: admin@example.com}`. The first administrator.',
    ],
  },
  {
    mistake: 'a key without a value',
    files: edit(CLUSTER, 'zone: example.com', 'zone:'),
    report: [
      'cluster/cluster.yml:3:1: zone: the value is missing',
      '    write `zone: example.com`. The DNS zone that DigitalOcean serves for you.',
    ],
  },
  {
    mistake: 'a number where text belongs',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.10'),
    report: ['cluster/cluster.yml:5:12: wordpress.version: `6.10` is not text', "    quote it: `'6.10'`"],
  },
  {
    mistake: 'text where a number belongs',
    files: extra('dns: { ttl: a minute }'),
    report: [
      'cluster/cluster.yml:8:13: dns.ttl: `a minute` is not a whole number',
      '    write `ttl: 60`. Time to live of DNS records in seconds: how long a host that leaves the rotation still gets requests.',
    ],
  },
  {
    mistake: 'a fraction where a whole number belongs',
    files: extra('dns: { ttl: 60.5 }'),
    report: [
      'cluster/cluster.yml:8:13: dns.ttl: `60.5` is not a whole number',
      '    write `ttl: 60`. Time to live of DNS records in seconds: how long a host that leaves the rotation still gets requests.',
    ],
  },
  {
    mistake: 'another word for false',
    files: extra('protect-primary: off'),
    report: [
      'cluster/cluster.yml:8:18: protect-primary: `off` is not `true` or `false`',
      '    write `protect-primary: false`. Whether to refuse a plan that replaces or deletes the primary.',
    ],
  },
  {
    mistake: 'text where yes or no belongs',
    files: extra('protect-primary: yes'),
    report: [
      'cluster/cluster.yml:8:18: protect-primary: `yes` is not `true` or `false`',
      '    write `protect-primary: true`. Whether to refuse a plan that replaces or deletes the primary.',
    ],
  },
  {
    mistake: 'a word where a list belongs',
    files: extra('ssh: { from: 203.0.113.0/24 }'),
    report: [
      'cluster/cluster.yml:8:14: ssh.from: `203.0.113.0/24` is not a list',
      "    write `from: [203.0.113.0/24]`. The address ranges that may connect to port 22. GitHub's runners have changing addresses: keep the default unless you run your own.",
    ],
  },
  {
    mistake: 'a word where a group belongs',
    files: extra('vpn: 10.9.0.0/16'),
    report: [
      'cluster/cluster.yml:8:6: vpn: `10.9.0.0/16` is not a group of keys',
      '    write the keys `subnet`',
    ],
  },
  {
    mistake: 'a list where a group belongs',
    files: withFiles({ [TOR1]: '- host-02\n' }),
    report: ['cluster/regions/tor1.yml:1:1: a list is not a group of keys', '    write the keys `hosts`'],
  },
  {
    mistake: 'hosts as a list',
    files: withFiles({ [TOR1]: 'hosts:\n  - host-02\n' }),
    report: [
      'cluster/regions/tor1.yml:2:3: hosts: a list is not a group of keys',
      '    write `hosts: {host-04: {size: s-1vcpu-1gb}}`. The hosts of this region, by name. `host-04:` alone takes every default.',
    ],
  },
  {
    mistake: 'a group where a word belongs',
    files: edit(CLUSTER, 'name: example', 'name: { first: example }'),
    report: [
      'cluster/cluster.yml:1:7: name: a group of keys is not text',
      "    write `name: example`. The cluster's name. Every droplet has the tag `cluster:<name>`.",
    ],
  },
  {
    mistake: 'an empty list',
    files: extra('dns: { caa: [] }'),
    report: [
      'cluster/cluster.yml:8:13: dns.caa: the list is empty',
      '    write at least one item, or remove the key to use the default',
    ],
  },
  {
    mistake: 'an unknown image',
    files: extra('image: debian-13'),
    report: [
      'cluster/cluster.yml:8:8: image: `debian-13` is not known',
      '    write one of `debian-13-x64`, `debian-12-x64`',
    ],
  },
  {
    mistake: 'an image that is not Debian',
    files: extra('image: ubuntu-24-04-x64'),
    report: [
      'cluster/cluster.yml:8:8: image: `ubuntu-24-04-x64` is not known',
      '    write one of `debian-13-x64`, `debian-12-x64`',
    ],
  },
  {
    mistake: 'an unknown topology',
    files: extra('database: { topology: galera }'),
    report: [
      'cluster/cluster.yml:8:23: database.topology: `galera` is not known',
      '    write one of `single`, `cluster`',
    ],
  },
  {
    mistake: 'a TTL below DigitalOcean’s minimum',
    files: extra('dns: { ttl: 5 }'),
    report: ['cluster/cluster.yml:8:13: dns.ttl: `5` is too small', '    write 30 or more'],
  },
  {
    mistake: 'a TTL above a day',
    files: extra('dns: { ttl: 100000 }'),
    report: ['cluster/cluster.yml:8:13: dns.ttl: `100000` is too large', '    write 86400 or less'],
  },
  {
    mistake: 'a boolean in another word',
    files: extra('protect-primary: disable'),
    report: [
      'cluster/cluster.yml:8:18: protect-primary: `disable` is not `true` or `false`',
      '    write `protect-primary: false`. Whether to refuse a plan that replaces or deletes the primary.',
    ],
  },
  {
    mistake: 'a boolean that could mean either',
    files: extra('protect-primary: maybe'),
    report: [
      'cluster/cluster.yml:8:18: protect-primary: `maybe` is not `true` or `false`',
      '    write `protect-primary: true` or `protect-primary: false`. Whether to refuse a plan that replaces or deletes the primary.',
    ],
  },
  {
    mistake: 'a number in quotes',
    files: extra('generation: "2"'),
    report: [
      'cluster/cluster.yml:8:13: generation: `2` is not a whole number',
      '    write `generation: 2`. Raise it by one to rotate every password and key.',
    ],
  },
  {
    mistake: 'a generation of zero',
    files: extra('generation: 0'),
    report: ['cluster/cluster.yml:8:13: generation: `0` is too small', '    write 1 or more'],
  },
  {
    mistake: 'mistakes in several files, in order',
    files: withFiles({
      [CLUSTER]: 'name: Example\nzone: example.com\nwordpress:\n  version: v6.8\n  admin: {}\n',
      [NYC1]: 'hosts:\n  sql: { primary: true, sise: x }\n  Host-01:\n',
      [TOR1]: 'hosts:\n  host-02: { size: huge }\n  sql:\n',
    }),
    report: [
      'cluster/cluster.yml:1:1: `domain` is missing',
      "    add `domain: blog.example.com`. The site's name: the zone or a name below it. The same name with `www.` redirects to it.",
      'cluster/cluster.yml:1:7: name: `Example` is not a cluster name',
      '    write 1 to 32 lower-case letters, digits and hyphens, starting with a letter, e.g. `example`',
      'cluster/cluster.yml:3:1: `wordpress.title` is missing',
      "    add `title: A small fleet`. The site's title.",
      'cluster/cluster.yml:4:12: wordpress.version: `v6.8` is not a WordPress release',
      "    write `'6.8'`",
      'cluster/cluster.yml:5:3: `wordpress.admin.user` is missing',
      '    add `user: admin`. Login name of the first administrator.',
      'cluster/cluster.yml:5:3: `wordpress.admin.email` is missing',
      "    add `email: admin@example.com`. The administrator's e-mail address. Let's Encrypt may also write to it.",
      'cluster/regions/nyc1.yml:2:25: unknown key `sise` in `hosts.sql`',
      '    did you mean `size`?',
      'cluster/regions/nyc1.yml:3:3: `Host-01` is not a host name',
      '    write 1 to 63 lower-case letters, digits and hyphens, starting with a letter, e.g. `host-01`',
      'cluster/regions/tor1.yml:2:20: hosts.host-02.size: `huge` is not a droplet size',
      '    write a size slug, e.g. `s-1vcpu-1gb`',
      'cluster/regions/tor1.yml:3:3: `sql` is listed twice; the first is at cluster/regions/nyc1.yml:2:3',
      '    remove one of the two, or rename it',
    ],
  },
];
