import { type BadCase, CLUSTER, edit, NYC1, TOR1, withFiles } from '../good.ts';

/** Nine levels of nine aliases each: 3 GB of text if it were expanded. */
const YAML_BOMB = [...'abcdefghi']
  .map(
    (name, level, names) =>
      `${name}: &${name} [${Array(9)
        .fill(level ? `*${names[level - 1]}` : 'lol')
        .join(', ')}]\n`,
  )
  .join('');

export const yamlCases: readonly BadCase[] = [
  {
    mistake: 'a syntax error, with the mistakes of other files',
    files: withFiles({ [CLUSTER]: 'name: [example\n', [TOR1]: 'hosts:\n  host-02: { siz: s-1vcpu-1gb }\n' }),
    report: [
      'cluster/cluster.yml:2:1: YAML syntax: deficient indentation',
      '    close the quote or bracket that is open above, or indent this line further',
      'cluster/regions/tor1.yml:2:14: unknown key `siz` in `hosts.host-02`',
      '    did you mean `size`?',
    ],
  },
  {
    mistake: 'a tab as indentation',
    files: edit(NYC1, '  host-01:', '\thost-01:'),
    report: [
      'cluster/regions/nyc1.yml:3:1: YAML syntax: tab characters must not be used in indentation',
      '    indent with spaces',
    ],
  },
  {
    mistake: 'bad indentation',
    files: edit(CLUSTER, '  title: A small fleet', '   title: A small fleet'),
    report: [
      'cluster/cluster.yml:6:9: YAML syntax: bad indentation of a mapping entry',
      '    check the indentation, colons, quotes and brackets here and on the line above',
    ],
  },
  {
    mistake: 'an open quote',
    files: edit(CLUSTER, 'title: A small fleet', 'title: "A small fleet'),
    report: [
      'cluster/cluster.yml:7:3: YAML syntax: deficient indentation',
      '    close the quote or bracket that is open above, or indent this line further',
    ],
  },
  {
    mistake: 'a duplicate key',
    files: edit(CLUSTER, 'zone: example.com\n', 'zone: example.com\nname: other\n'),
    report: [
      'cluster/cluster.yml:4:1: `name` is written twice; the first is at 1:1',
      '    keep one of the two',
    ],
  },
  {
    mistake: 'a duplicate key deep down',
    files: edit(CLUSTER, 'user: admin,', 'user: admin, user: root,'),
    report: [
      'cluster/cluster.yml:7:25: `user` is written twice; the first is at 7:12',
      '    keep one of the two',
    ],
  },
  {
    mistake: 'a host listed twice in one file',
    files: edit(NYC1, '  host-01:', '  host-01:\n  host-01:'),
    report: [
      'cluster/regions/nyc1.yml:4:3: `host-01` is written twice; the first is at 3:3',
      '    keep one of the two',
    ],
  },
  {
    mistake: 'an anchor and an alias',
    files: edit(NYC1, '  host-01:', '  host-01: &small { size: s-1vcpu-1gb }\n  host-04: *small'),
    report: [
      'cluster/regions/nyc1.yml:3:12: anchors and aliases (`&x`, `*x`, `<<`) are not supported',
      '    repeat the value in each place',
    ],
  },
  {
    mistake: 'a YAML bomb',
    files: withFiles({ [NYC1]: YAML_BOMB }),
    report: [
      'cluster/regions/nyc1.yml:1:4: anchors and aliases (`&x`, `*x`, `<<`) are not supported',
      '    repeat the value in each place',
    ],
  },
  {
    mistake: 'a merge key',
    files: edit(TOR1, '{ size: s-1vcpu-1gb }', '{ <<: { size: s-1vcpu-1gb } }'),
    report: [
      'cluster/regions/tor1.yml:2:14: unknown key `<<` in `hosts.host-02`',
      '    known keys: `primary`, `size`, `image`, `vpn`',
    ],
  },
  {
    mistake: 'a tag',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: !!str 6.8'),
    report: [
      'cluster/cluster.yml:5:12: tags (`!!str`, `!x`) are not supported',
      '    remove the tag; quote a value to make it text',
    ],
  },
  {
    mistake: 'two documents',
    files: edit(TOR1, 'hosts:', 'hosts:\n  host-03:\n---\nhosts:'),
    report: [
      'cluster/regions/tor1.yml:4:1: a second YAML document starts here',
      '    keep one document: remove the `---` and what follows',
    ],
  },
  {
    mistake: 'endless nesting',
    files: withFiles({ [TOR1]: `hosts: ${'['.repeat(1000)}` }),
    report: [
      'cluster/regions/tor1.yml:1:23: YAML syntax: nesting exceeded maxDepth (16)',
      '    a declaration is two or three levels deep; remove the extra brackets',
    ],
  },
  {
    mistake: 'a list as a key',
    files: edit(TOR1, '  host-02:', '  ? [a, b]\n  : {}\n  host-02:'),
    report: [
      'cluster/regions/tor1.yml:2:5: this is not a key',
      '    write a plain word before the colon, e.g. `name: …`',
    ],
  },
  {
    mistake: 'a key that JavaScript would drop',
    files: edit(TOR1, '  host-02:', '  __proto__:\n  host-02:'),
    report: [
      'cluster/regions/tor1.yml:2:3: this is not a key',
      '    write a plain word before the colon, e.g. `name: …`',
    ],
  },
  {
    mistake: 'a control character',
    files: edit(CLUSTER, 'small', 'sm\u0007all'),
    report: [
      'cluster/cluster.yml:6:14: YAML syntax: the stream contains non-printable characters',
      '    remove the invisible character',
    ],
  },
];
