import { allHosts, isMember } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, type PartCommand, UNITS } from '../parts.ts';
import type { Port } from '../role.ts';
import { FOUND_DATABASE, WRITTEN } from '../shared.ts';
import { restartMariadb } from './config.ts';
import { MARIADB, whileRunning } from './sql.ts';

/** Replication by TCP and UDP, incremental state transfers, and complete ones (galeracluster.com, firewall settings). */
export const GALERA_PORTS: readonly Port[] = [
  { port: 4567 },
  { port: 4567, protocol: 'udp' },
  { port: 4568 },
  { port: 4444 },
];

/** Replicates the database to the other members. Each of them accepts writes. */
export const galera = (context: RoleContext): Part => {
  const notify = [restartMariadb];
  return {
    packages: ['galera-4', 'mariadb-backup', 'rsync', 'socat'],
    directories: [directory(`${UNITS}/mariadb.service.d`)],
    files: [
      file('/etc/mysql/mariadb.conf.d/92-flotilla-galera.cnf', galeraConfig(context), { notify }),
      // Read at start only: a member that runs learns of the others from the others.
      file('/etc/mysql/mariadb.conf.d/93-flotilla-members.cnf', membersConfig(context)),
      file(`${UNITS}/mariadb.service.d/galera.conf`, UNIT, { notify }),
    ],
    commands: [synced],
  };
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
# Refuses a table that the other members would not get.
wsrep_mode = REQUIRED_PRIMARY_KEY,STRICT_REPLICATION
# Without the majority it still answers readers; it refuses writes in any case.
wsrep_dirty_reads = ON
wsrep_provider_options = "${providerOptions({ host, declaration })}"
`;

const providerOptions = ({ host, declaration }: Pick<RoleContext, 'host' | 'declaration'>): string => {
  const { members } = declaration.database;
  // Of an even number, half is no majority. The first member then counts as two.
  const weight = members.length % 2 === 0 && members[0] === host.name ? 2 : 1;
  return [
    ...['evs.keepalive_period=PT1S', 'evs.suspect_timeout=PT5S', 'evs.inactive_timeout=PT15S'],
    ...['gcache.size=128M', 'pc.recovery=TRUE', `pc.weight=${weight}`],
  ].join('; ');
};

const membersConfig = ({ declaration }: RoleContext): Template => {
  const members = allHosts(declaration).filter((host) => isMember(declaration, host));
  return `${WRITTEN}
[mariadbd]
wsrep_cluster_address = gcomm://${members.map(({ vpnAddress }) => vpnAddress).join(',')}
`;
};

/**
 * Debian's unit gives up after some failures, and a member waits for the others as long as it takes. Apply writes the file
 * for the one member that starts the database. It counts for one start, whether that succeeds or not.
 */
const UNIT: Template = `${WRITTEN}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
EnvironmentFile=-${FOUND_DATABASE}
ExecStartPost=+/bin/rm -f ${FOUND_DATABASE}
ExecStopPost=+/bin/rm -f ${FOUND_DATABASE}
`;

/** How long a member may take to receive what it missed. */
const SYNC_SECONDS = 600;
const isSynced = `${MARIADB} --skip-column-names --execute="SHOW STATUS LIKE 'wsrep_local_state_comment'" 2>/dev/null | grep -qw Synced`;

const synced: PartCommand = {
  name: 'synced',
  summary: 'wait until the database has everything that the other members have',
  check: whileRunning(isSynced, 'mariadb.service'),
  run: `for _ in $(seq ${SYNC_SECONDS}); do
  ${isSynced} && exit
  sleep 1
done
exit 1
`,
};
