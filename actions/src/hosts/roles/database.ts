import { type Declaration, hasCluster, isMember } from '../../declaration/declaration.ts';
import type { RoleContext } from '../model/role.ts';
import { mariadb } from './database/config.ts';
import {
  admitConnections,
  connectionsConfig,
  connectionsOf,
  maxConnections,
} from './database/connections.ts';
import { convertTables } from './database/convert.ts';
import { GALERA_PORTS, galera } from './database/galera.ts';
import {
  CREDENTIALS,
  createDatabase,
  credentials,
  DATABASE_PASSWORD,
  grant,
  noEarlierNetworks,
  noGuests,
} from './database/grant.ts';
import { AS_ROOT } from './database/sql.ts';
import { directory, file, type Part, quote, timer } from './parts.ts';
import { role } from './role.ts';
import { BACKUPS, SITE_TABLES } from './shared.ts';
import { textOf } from './texts.ts';

/** MariaDB on the primary, or on every member of the cluster; other hosts reach it through the VPN only. */
export const database = role('database', {
  on: (host, declaration) => isMember(declaration, host),
  ports: [{ port: 3306 }, ...GALERA_PORTS],
  secrets: [DATABASE_PASSWORD],
  probes: [],
  accepts: { secret: DATABASE_PASSWORD, command: 'grant' },
  parts: (c) => [...mariadb(c), ...(hasCluster(c.declaration) ? galera(c) : []), site(c), ...backup(c)],
});

/** The site's database, and who may use it. */
function site({ declaration, accepted, memoryOf }: RoleContext): Part {
  const most = maxConnections(connectionsOf(declaration, memoryOf));
  const passwords = accepted.passwords[DATABASE_PASSWORD] ?? [declaration.generation];
  return {
    files: [
      file('/etc/mysql/mariadb.conf.d/91-flotilla-connections.cnf', connectionsConfig(most)),
      file(CREDENTIALS, credentials(declaration), { mode: '0600' }),
      file(SITE_TABLES, siteTables(declaration)),
    ],
    commands: [
      createDatabase(declaration),
      grant(declaration, passwords),
      noEarlierNetworks(declaration),
      noGuests(),
      admitConnections(most),
      ...(declaration.database.beside === 'mesh' ? [convertTables(declaration)] : []),
    ],
  };
}

/** From this the facts command knows which tables are the site's. */
const siteTables = ({ database, wordpress }: Declaration): string =>
  `${JSON.stringify({ database: database.name, prefix: wordpress.tablePrefix })}\n`;

/** A dump each night, on the primary; in a cluster on one member, chosen again if that one is gone. */
const backup = ({ host, declaration }: RoleContext): readonly Part[] => {
  const program = (name: string) =>
    file(
      `/usr/local/sbin/flotilla-${name}`,
      textOf(`database/${name}.sh`, {
        database: quote(declaration.database.name),
        asRoot: AS_ROOT,
        own: hasCluster(declaration) ? host.vpnAddress : '',
      }),
      { mode: '0755', validate: 'bash -n {}' },
    );
  return [
    {
      directories: [directory(BACKUPS, { mode: '0700' })],
      files: [program('backup'), program('backup-due')],
    },
    timer('flotilla-backup', {
      service: textOf('database/flotilla-backup.service'),
      timer: textOf('database/flotilla-backup.timer'),
    }),
  ];
};
