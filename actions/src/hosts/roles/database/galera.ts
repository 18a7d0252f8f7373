import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, type PartCommand, UNITS } from '../parts.ts';
import type { Port } from '../role.ts';
import { FOUND_DATABASE, GALERA_CONFIG, WRITTEN } from '../shared.ts';
import { restartMariadb } from './config.ts';
import {
  leaveFullDisk,
  MAY_START,
  mayStart,
  membersConfig,
  SEND_AT_ONCE,
  STATE_PORT,
  sendAtOnce,
  tellMembers,
  weight,
} from './membership.ts';
import { MARIADB, whileRunning } from './sql.ts';

/** Replication by TCP and UDP, incremental state transfers, and complete ones (galeracluster.com, firewall settings). The last is ours. */
export const GALERA_PORTS: readonly Port[] = [
  { port: 4567 },
  { port: 4567, protocol: 'udp' },
  { port: 4568 },
  { port: 4444 },
  { port: STATE_PORT },
];

/** Replicates the database to the other members. Each of them accepts writes. */
export const galera = (context: RoleContext): readonly Part[] => {
  const notify = [restartMariadb];
  return [
    tellMembers(context),
    leaveFullDisk,
    {
      packages: ['galera-4', 'iputils-ping', 'mariadb-backup', 'procps', 'rsync', 'socat'],
      directories: [directory(`${UNITS}/mariadb.service.d`)],
      files: [
        file(GALERA_CONFIG, galeraConfig(context), { notify }),
        // A member that runs reads it no more: it learns of the others from the others. So hosts come and go without a restart.
        file('/etc/mysql/mariadb.conf.d/93-flotilla-members.cnf', membersConfig(context)),
        mayStart(context),
        sendAtOnce,
        // It counts from the next start: a restart now would have to wait for members that cannot answer yet.
        file(`${UNITS}/mariadb.service.d/galera.conf`, UNIT),
      ],
      commands: [synced, weight(context)],
    },
  ];
};

/**
 * https://mariadb.com/docs/galera-cluster: the first four are what Galera requires. A member that falls silent is left out after
 * 5 s, and that is how long writes wait for it. A conflict of two hosts is tried again here before WordPress sees it.
 */
const galeraConfig = ({ host, declaration }: RoleContext): Template => `${WRITTEN}
[mariadbd]
binlog_format = ROW
default_storage_engine = InnoDB
innodb_autoinc_lock_mode = 2
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_name = ${declaration.cluster}
wsrep_node_name = ${host.name}
wsrep_node_address = ${host.vpnAddress}
wsrep_node_incoming_address = ${host.vpnAddress}
# Copies a database without blocking the member that gives it. MariaDB's own user logs in by its socket.
wsrep_sst_method = mariabackup
wsrep_sst_auth = mysql:
wsrep_retry_autocommit = 10
wsrep_slave_threads = 2
# Refuses to create a table that the other members would not get.
wsrep_mode = REQUIRED_PRIMARY_KEY,STRICT_REPLICATION
# A statement that waits for a lock holds up the writes of all members. The default is a day.
lock_wait_timeout = 8
# Without the majority it still answers readers; it refuses writes in any case.
wsrep_dirty_reads = ON
`;

/**
 * Debian's unit gives up after some failures, and a member waits for the others as long as it takes. The environment makes a
 * member start the database without the others. Apply writes it for the first start of all, MAY_START for a member
 * that was the last to stop. It counts for one start, whether that succeeds or not. A clean stop keeps it for the start that follows.
 */
const UNIT: Template = `${WRITTEN}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
EnvironmentFile=-${FOUND_DATABASE}
Environment=BASH_ENV=${SEND_AT_ONCE}
ExecStartPre=+${MAY_START}
ExecStartPost=+/bin/rm -f ${FOUND_DATABASE}
ExecStopPost=+/bin/sh -c '[ "$$SERVICE_RESULT" = success ] || rm -f ${FOUND_DATABASE}'
`;

/** How long a member may take to receive what it missed. */
const SYNC_SECONDS = 600;
const isSynced = `${MARIADB} --skip-column-names --execute="SHOW STATUS LIKE 'wsrep_local_state_comment'" 2>/dev/null | grep -qw Synced`;
/**
 * After a start, Debian may alter MariaDB's own tables in the background, without replication. A replicated CREATE USER meanwhile can
 * deadlock with it in MariaDB. A member that applies nothing soon holds up the writes of all, until `lock_wait_timeout`.
 */
const isSettled = `{ ${isSynced} && ! pgrep --full '[/]etc/mysql/debian-start' >/dev/null; }`;

const synced: PartCommand = {
  name: 'synced',
  summary: 'wait until the database has everything that the other members have',
  check: whileRunning(isSettled, 'mariadb.service'),
  run: `for _ in $(seq ${SYNC_SECONDS}); do
  ${isSettled} && exit
  sleep 1
done
exit 1
`,
};
