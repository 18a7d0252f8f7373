import { type BadCase, edit, extra, TOR1, withFiles } from '../good.ts';

const cluster = (members: string) => extra(`database: { topology: cluster, members: [${members}] }`);
const SIX = 'hosts:\n  host-02:\n  host-03:\n  host-04:\n  host-05:\n';

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
    mistake: 'a web host that is no member',
    files: cluster('sql, host-01'),
    report: [
      'cluster/cluster.yml:8:32: database.members: the web host `host-02` is missing, and a web host that is no member cannot reach the database yet',
      '    add `host-02`, or remove `members`: without it, all hosts are members. Up to 5 hosts are supported for now',
    ],
  },
  {
    mistake: 'more hosts than a cluster supports',
    files: withFiles({ ...extra('database: { topology: cluster }'), [TOR1]: SIX }),
    report: [
      'cluster/cluster.yml:8:23: database.topology: a `cluster` has at most 5 hosts for now, and 6 are listed in cluster/regions/',
      '    list at most 5 hosts, the primary included, or write `single`',
    ],
  },
  {
    mistake: 'more hosts than a cluster supports, whatever its members are',
    files: withFiles({ ...cluster('sql, host-01, host-02'), [TOR1]: SIX }),
    report: [
      'cluster/cluster.yml:8:23: database.topology: a `cluster` has at most 5 hosts for now, and 6 are listed in cluster/regions/',
      '    list at most 5 hosts, the primary included, or write `single`',
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
