import { type BadCase, edit, extra, TOR1, withFiles } from '../good.ts';

const cluster = (members: string) => extra(`database: { topology: cluster, members: [${members}] }`);

export const membersCases: readonly BadCase[] = [
  {
    mistake: 'members of a single database',
    files: extra('database: { members: [sql] }'),
    report: [
      'cluster/cluster.yml:8:13: database.members: only a `cluster` has members',
      '    write `topology: cluster` beside it, or remove the line',
    ],
  },
  {
    mistake: 'a member that is no host',
    files: cluster('sql, host-01, host-02, host-09'),
    report: [
      'cluster/cluster.yml:8:65: database.members[3]: there is no host `host-09`',
      '    write the name of a host in cluster/regions/',
    ],
  },
  {
    mistake: 'a member that is listed twice',
    files: cluster('sql, host-01, host-02, sql'),
    report: ['cluster/cluster.yml:8:65: database.members[3]: `sql` is listed twice', '    remove the line'],
  },
  {
    mistake: 'a primary that is no member',
    files: cluster('host-01, host-02'),
    report: ['cluster/cluster.yml:8:32: database.members: `sql`, the primary, is missing', '    add `sql`'],
  },
  {
    mistake: 'a single member',
    files: cluster('sql'),
    report: [
      'cluster/cluster.yml:8:32: database.members: a `cluster` with one member fails with that member',
      '    list three hosts, or write `topology: single`',
    ],
  },
  {
    mistake: 'more members than writes can wait for',
    files: withFiles({
      ...cluster('sql, host-01, host-02, host-03, host-04, host-05, host-06, host-07'),
      [TOR1]: 'hosts:\n  host-02:\n  host-03:\n  host-04:\n  host-05:\n  host-06:\n  host-07:\n',
    }),
    report: [
      'cluster/cluster.yml:8:32: database.members: 8 are listed, and more than 7 make every write slow, because it waits for all of them',
      '    list at most 7, best three or five; the other hosts ask the nearest member',
    ],
  },
  {
    mistake: 'a member is not reported as unknown if a region cannot be read',
    files: { ...cluster('sql, host-01, host-02'), [TOR1]: edit(TOR1, 'hosts:', 'hosts: {')[TOR1] ?? '' },
    report: [
      'cluster/regions/tor1.yml:3:1: YAML syntax: deficient indentation',
      '    close the quote or bracket that is open above, or indent this line further',
    ],
  },
];
