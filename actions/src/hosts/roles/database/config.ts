import { hasCluster } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { sysctls } from '../base/kernel.ts';
import { directory, file, type Part, running, UNITS } from '../parts.ts';
import { settingsIn } from '../settings.ts';
import { MARIADB_CONFIG, MESH_UNIT, WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';
import { AS_ROOT } from './sql.ts';

const SMALL_MIB = 1024;
const LEAST_POOL_MIB = 64;
/** How much of the primary's memory Debian uses, with the VPN and the share. */
export const SYSTEM_MIB = 350;

const UNIT_DROP_IN = `${UNITS}/mariadb.service.d`;
export const restartMariadb = {
  name: 'restart MariaDB',
  command: 'systemctl restart mariadb.service',
  restarts: 'mariadb.service',
  interrupts: 'requests wait some seconds for the database; web hosts serve cached pages',
};

/** MariaDB as a program; `grant.ts` says what is in it. */
export const mariadb = (context: RoleContext): readonly Part[] => {
  const config = mariadbConfig(addressesOf(context), poolOf(context));
  const notify = [restartMariadb];
  return [
    sysctls('/etc/sysctl.d/61-flotilla-database.conf', NETWORK),
    {
      packages: ['mariadb-server', 'mariadb-client'],
      directories: [directory(UNIT_DROP_IN)],
      files: [
        // Sorts after Debian's 50-server.cnf, so it overrides the bind-address there.
        file(MARIADB_CONFIG, config, { notify }),
        file(`${UNIT_DROP_IN}/flotilla.conf`, unitOf(context), { notify }),
        file(HOLD_CONNECTIONS, textOf('database/hold-connections.sh', { asRoot: AS_ROOT }), {
          mode: '0755',
          validate: 'sh -n {}',
        }),
        file(`${UNIT_DROP_IN}/hold.conf`, HOLDING),
      ],
      // Reads all of its configuration, and rejects an unknown option.
      validations: [
        {
          name: 'MariaDB accepts its configuration',
          command: 'mariadbd --user=mysql --help --verbose >/dev/null',
        },
      ],
      units: running('mariadb.service'),
      // Without `max_connections`, which apply never lowers while MariaDB runs.
      settings: [
        {
          program: 'MariaDB',
          ask: "mariadb --no-defaults --connect-timeout=2 -BNe 'SHOW GLOBAL VARIABLES'",
          wanted: settingsIn(config),
          files: ['/etc/mysql/*.cnf', '/etc/mysql/*/*.cnf'],
        },
      ],
    },
  ];
};

/**
 * Half of the memory; on small primaries a quarter, because the system's 350 MiB, apt at night and the share's file cache need
 * the rest. On 1 GiB, MariaDB stays below 500 MiB with its caches and connections.
 */
export const bufferPoolMiB = (memory: number): number =>
  Math.max(LEAST_POOL_MIB, Math.floor(memory / (memory <= SMALL_MIB ? 4 : 2)));

/** Next to PHP's workers, on a web host. */
const SHARED_POOL = 1 / 8;

const poolOf = ({ host, memoryOf }: RoleContext): number =>
  host.kind === 'primary'
    ? bufferPoolMiB(memoryOf(host.name))
    : Math.max(LEAST_POOL_MIB, Math.floor(memoryOf(host.name) * SHARED_POOL));

/** A member also serves its own host. */
const addressesOf = ({ host, declaration }: RoleContext): string =>
  [...(hasCluster(declaration) ? ['127.0.0.1'] : []), host.vpnAddress].join(',');

const mariadbConfig = (addresses: string, pool: number): Template => `${WRITTEN}
[mariadbd]
bind-address = ${addresses}
skip-name-resolve = ON
local-infile = OFF

character-set-server = utf8mb4
collation-server = utf8mb4_unicode_520_ci

innodb_buffer_pool_size = ${pool}M
key_buffer_size = 8M
aria_pagecache_buffer_size = 16M
thread_cache_size = 16
# A web host that vanished in mid-query must not keep its locks for hours.
wait_timeout = 300
# A dump is read with rows as large as any that was written, and as text that is twice as long. Nothing is set aside for it.
max_allowed_packet = 1G
`;

/**
 * The VPN's address exists only while the VPN runs; a database that waited for it would not start while the VPN is broken.
 * A web host that vanished gives up its locks within a minute.
 */
const NETWORK: Template = `${WRITTEN}
net.ipv4.ip_nonlocal_bind = 1
net.ipv4.tcp_keepalive_time = 30
net.ipv4.tcp_keepalive_intvl = 10
net.ipv4.tcp_keepalive_probes = 3
`;

const HOLD_CONNECTIONS = '/usr/local/sbin/flotilla-hold-connections';

const HOLDING: Template = `${WRITTEN}
[Service]
ExecStop=-+${HOLD_CONNECTIONS}
ExecStartPost=-+/usr/sbin/nft delete table inet flotilla_database
`;

/** When memory runs out, the kernel should kill the database last. */
const unitOf = ({ declaration }: RoleContext): Template => `${WRITTEN}
[Unit]
After=systemd-sysctl.service ${hasCluster(declaration) ? MESH_UNIT : 'openvpn-server@flotilla.service'}

[Service]
OOMScoreAdjust=-600
Restart=on-failure
`;
