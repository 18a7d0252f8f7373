import { type BadCase, CLUSTER, GOOD, NYC1, TOR1, withFiles, without } from '../good.ts';

export const filesCases: readonly BadCase[] = [
  {
    mistake: 'no cluster.yml',
    files: without(CLUSTER),
    report: [
      'cluster/cluster.yml:1:1: there is no such file',
      '    create it, starting with `name:`, `domain:` and `zone:`',
    ],
  },
  {
    mistake: 'no region file',
    files: without(NYC1, TOR1),
    report: [
      'cluster/regions/nyc1.yml:1:1: there is no region file',
      '    create one named after a region, e.g. this one with `hosts: { sql: { primary: true }, host-01: {} }`',
    ],
  },
  {
    mistake: 'nothing at all',
    files: {},
    report: [
      'cluster/cluster.yml:1:1: there is no such file',
      '    create it, starting with `name:`, `domain:` and `zone:`',
      'cluster/regions/nyc1.yml:1:1: there is no region file',
      '    create one named after a region, e.g. this one with `hosts: { sql: { primary: true }, host-01: {} }`',
    ],
  },
  {
    mistake: 'an empty cluster.yml',
    files: withFiles({ [CLUSTER]: '' }),
    report: ['cluster/cluster.yml:1:1: the file is empty', '    write the declaration, or delete the file'],
  },
  {
    mistake: 'a region file with only comments',
    files: withFiles({ [TOR1]: '# later\n' }),
    report: [
      'cluster/regions/tor1.yml:1:1: the file is empty',
      '    write the declaration, or delete the file',
    ],
  },
  {
    mistake: 'an empty document',
    files: withFiles({ [TOR1]: '---\n' }),
    report: [
      'cluster/regions/tor1.yml:1:1: the file is empty',
      '    write the declaration, or delete the file',
    ],
  },
  {
    mistake: 'a file of 10 MB',
    files: withFiles({ [TOR1]: 'hosts:\n'.padEnd(10_000_000, '# padding\n') }),
    report: [
      'cluster/regions/tor1.yml:1:1: the file is larger than 256 KiB',
      '    keep only the declaration in it',
    ],
  },
  {
    mistake: 'a misspelt region',
    files: withFiles({ 'cluster/regions/nyc4.yml': 'hosts:\n  host-04:\n' }),
    report: [
      'cluster/regions/nyc4.yml:1:1: `nyc4` is not a DigitalOcean region',
      '    did you mean `nyc1.yml`?',
    ],
  },
  {
    mistake: 'an unknown region',
    files: withFiles({ 'cluster/regions/moonbase.yml': 'hosts:\n  host-04:\n' }),
    report: [
      'cluster/regions/moonbase.yml:1:1: `moonbase` is not a DigitalOcean region',
      '    name it after one of `ams2`, `ams3`, `atl1`, `blr1`, `fra1`, `lon1`, `mem1`, `mkc1`, `nyc1`, `nyc2`, `nyc3`, `ric1`, `sfo1`, `sfo2`, `sfo3`, `sgp1`, `syd1`, `tor1`',
    ],
  },
  {
    mistake: 'a region file that ends in .yaml',
    files: withFiles({ 'cluster/regions/ams3.yaml': 'hosts:\n  host-04: { siz: x }\n' }),
    report: [
      'cluster/regions/ams3.yaml:1:1: a region file is named `<slug>.yml`, in lower case',
      '    rename it to `cluster/regions/ams3.yml`',
      'cluster/regions/ams3.yaml:2:14: unknown key `siz` in `hosts.host-04`',
      '    did you mean `size`?',
    ],
  },
  {
    mistake: 'a region file in upper case',
    files: withFiles({ 'cluster/regions/AMS3.yml': 'hosts:\n  host-04:\n' }),
    report: [
      'cluster/regions/AMS3.yml:1:1: a region file is named `<slug>.yml`, in lower case',
      '    rename it to `cluster/regions/ams3.yml`',
    ],
  },
  {
    mistake: 'a region file outside regions/',
    files: withFiles({ 'cluster/ams3.yml': 'hosts:\n  host-04:\n' }),
    report: [
      'cluster/ams3.yml:1:1: Flotilla does not read this file',
      '    move it to `cluster/regions/ams3.yml`, or delete it',
    ],
  },
  {
    mistake: 'a region file in a subfolder',
    files: withFiles({ 'cluster/regions/europe/ams3.yml': 'hosts:\n  host-04:\n' }),
    report: [
      'cluster/regions/europe/ams3.yml:1:1: Flotilla does not read this file',
      '    move it to `cluster/regions/ams3.yml`, or delete it',
    ],
  },
  {
    mistake: 'cluster.yaml instead of cluster.yml',
    files: { ...without(CLUSTER), 'cluster/cluster.yaml': GOOD[CLUSTER] ?? '' },
    report: [
      'cluster/cluster.yaml:1:1: Flotilla does not read this file',
      '    move it to `cluster/cluster.yml`, or delete it',
    ],
  },
  {
    mistake: 'cluster.yaml next to cluster.yml',
    files: withFiles({ 'cluster/cluster.yaml': 'name: other\n' }),
    report: [
      'cluster/cluster.yaml:1:1: Flotilla does not read this file',
      '    move it to `cluster/cluster.yml`, or delete it',
    ],
  },
  {
    mistake: 'an nginx snippet with a name that nginx does not load',
    files: withFiles({ 'cluster/nginx/My Redirects.CONF': 'return 404;\n' }),
    report: [
      'cluster/nginx/My Redirects.CONF:1:1: the name of an nginx snippet may contain only lower-case letters, digits, `-`, `_` and `.`',
      '    rename it, e.g. to `redirects.conf`',
    ],
  },
  {
    mistake: 'an nginx snippet that requests a secret',
    files: withFiles({
      'cluster/nginx/leak.conf': '# all yours\nreturn 200 "⟦secret:database-password⟧";\n',
    }),
    report: [
      'cluster/nginx/leak.conf:2:13: Flotilla reserves this character for its own use',
      '    leave it out',
    ],
  },
  {
    mistake: 'an nginx snippet that is too large',
    files: withFiles({ 'cluster/nginx/large.conf': '#'.repeat(256 * 1024 + 1) }),
    report: [
      'cluster/nginx/large.conf:1:1: the file is larger than 256 KiB',
      '    keep only the declaration in it',
    ],
  },
];
