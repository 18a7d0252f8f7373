import { allHosts, isMember } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, type PartCommand, type PartFile, running, UNITS } from '../parts.ts';
import { WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';
import { MARIADB, whileRunning } from './sql.ts';

/**
 * Keeps MariaDB from starting until it can join the others, or may start without them. A new name would restart MariaDB on hosts
 * of an earlier version, where the others cannot answer yet.
 */
export const MAY_START = '/usr/local/sbin/flotilla-may-start-alone';

/** Of an even number, half is no majority. The first member then counts as two. */
const weightOf = ({ host, declaration: { database } }: RoleContext): number =>
  database.members.length % 2 === 0 && database.members[0] === host.name ? 2 : 1;

export const membersConfig = (context: RoleContext): Template => {
  const { declaration } = context;
  const members = allHosts(declaration).filter((host) => isMember(declaration, host));
  const options = [
    ...['evs.keepalive_period=PT1S', 'evs.suspect_timeout=PT5S', 'evs.inactive_timeout=PT15S'],
    // Two members that find each other again have less than a second of the suspect timeout left for this. With Galera's
    // own second, they missed it time after time, at intervals of five seconds.
    'evs.join_retrans_period=PT0.3S',
    ...['gcache.size=128M', 'pc.recovery=TRUE', `pc.weight=${weightOf(context)}`],
  ];
  return `${WRITTEN}
[mariadbd]
wsrep_cluster_address = gcomm://${members.map(({ vpnAddress }) => vpnAddress).join(',')}
wsrep_provider_options = "${options.join('; ')}"

[sst]
# The member that sends the database asks for 30 s until the other one listens.
sockopt = retry=150,interval=0.2
`;
};

/** Read by Bash when a member sends the database. */
export const SEND_AT_ONCE = '/usr/local/lib/flotilla/send-at-once.sh';

export const sendAtOnce: PartFile = file(SEND_AT_ONCE, textOf('database/send-at-once.sh'), {
  validate: 'bash -n {}',
});

/** Of the file above, what a running member does not learn from the others. */
export const weight = (context: RoleContext): PartCommand => ({
  name: 'weight',
  summary: `count as ${weightOf(context)} where the majority is counted`,
  check: whileRunning(
    `{ said=$(${MARIADB} --skip-column-names --execute='SELECT @@wsrep_provider_options' 2>/dev/null); ` +
      `[ -z "$said" ] || echo "$said" | grep -q 'pc.weight = ${weightOf(context)};'; }`,
    'mariadb.service',
  ),
  // Debian 13's MariaDB has a variable for each option, Debian 12's one for all.
  run: `${MARIADB} --execute='SET GLOBAL wsrep_provider_pc_weight = ${weightOf(context)}' 2>/dev/null ||
${MARIADB} --execute="SET GLOBAL wsrep_provider_options = 'pc.weight=${weightOf(context)}'"
`,
});

/** On this port a member answers the others: whether MariaDB runs there, and the last view that Galera recorded. */
export const STATE_PORT = 4569;

const RESTART_ROOM = {
  name: 'restart the watch of the disk',
  command: 'systemctl restart flotilla-room.service',
};

/** With less room on its disk, a member stops before it crashes. MiB. */
const LEAST_MIB = '64';
const FREE_MIB = 'df --output=avail --block-size=1M /var/lib/mysql | tail -n 1';
const ROOM = { LEAST_MIB, FREE_MIB };
const LEAVE_FULL_DISK = '/usr/local/sbin/flotilla-leave-full-disk';

export const leaveFullDisk: Part = {
  files: [
    file(LEAVE_FULL_DISK, textOf('database/leave-full-disk.sh', ROOM), {
      ...{ mode: '0755', validate: 'sh -n {}', notify: [RESTART_ROOM] },
    }),
    file(`${UNITS}/flotilla-room.service`, textOf('database/flotilla-room.service', { LEAVE_FULL_DISK }), {
      notify: [RESTART_ROOM],
    }),
  ],
  units: running('flotilla-room.service'),
};

export const mayStart = ({ host, declaration }: RoleContext): PartFile => {
  const others = allHosts(declaration).filter((one) => isMember(declaration, one) && one.name !== host.name);
  const addresses = others.map(({ vpnAddress }) => vpnAddress).join(' ');
  const text = textOf('database/may-start.sh', { others: addresses, STATE_PORT, ...ROOM });
  return file(MAY_START, text, { mode: '0755', validate: 'sh -n {}' });
};

export const tellMembers = ({ host }: RoleContext): Part => ({
  files: [
    file(
      `${UNITS}/flotilla-member.socket`,
      textOf('database/flotilla-member.socket', { address: host.vpnAddress, STATE_PORT }),
      {
        notify: [
          { name: 'restart the answers to members', command: 'systemctl restart flotilla-member.socket' },
        ],
      },
    ),
    file(`${UNITS}/flotilla-member@.service`, textOf('database/flotilla-member@.service')),
  ],
  units: running('flotilla-member.socket'),
});
