import { emptyRole, type Role } from '../model/role.ts';
import { BACKUP_HANDLERS, BACKUP_UNITS, BACKUPS, backupFiles } from './database/backup.ts';
import { databaseNetwork, mariadbConfig, mariadbUnit } from './database/config.ts';
import {
  admitConnections,
  connectionsConfig,
  connectionsOf,
  maxConnections,
} from './database/connections.ts';
import {
  CREDENTIALS,
  database as createDatabase,
  credentials,
  grant,
  noEarlierNetworks,
  noGuests,
} from './database/grant.ts';
import { databaseSettings } from './database/settings.ts';
import { SITE_TABLES, siteTables } from './database/site-tables.ts';
import { directory, file } from './paths.ts';
import { settingsFile } from './settings.ts';

const UNIT_DROP_IN = '/etc/systemd/system/mariadb.service.d';

/** MariaDB on the primary, reached through the VPN only. */
export const database: Role = ({ declaration, accepted, memoryOf }) => {
  const most = maxConnections(connectionsOf(declaration, memoryOf));
  const config = mariadbConfig(declaration.primary, memoryOf(declaration.primary.name));
  return {
    ...emptyRole('database'),
    packages: ['mariadb-server', 'mariadb-client'],
    directories: [directory(UNIT_DROP_IN), directory(BACKUPS, { mode: '0700' })],
    files: [
      file('/etc/sysctl.d/61-flotilla-database.conf', databaseNetwork(), { notify: ['apply sysctls'] }),
      // Sorts after Debian's 50-server.cnf, whose bind-address it overrules.
      file('/etc/mysql/mariadb.conf.d/90-flotilla.cnf', config, { notify: ['restart MariaDB'] }),
      file('/etc/mysql/mariadb.conf.d/91-flotilla-connections.cnf', connectionsConfig(most)),
      file(`${UNIT_DROP_IN}/flotilla.conf`, mariadbUnit(), { notify: ['restart MariaDB'] }),
      file(CREDENTIALS, credentials(declaration), { mode: '0600' }),
      file(SITE_TABLES, siteTables(declaration)),
      ...backupFiles(declaration.database.name),
      settingsFile('database', databaseSettings(config)),
    ],
    // Reads all of its configuration, and refuses an option it does not know.
    validations: [
      {
        name: 'MariaDB accepts its configuration',
        command: 'mariadbd --user=mysql --help --verbose >/dev/null',
      },
    ],
    units: [{ name: 'mariadb.service', enabled: true, active: true }, ...BACKUP_UNITS],
    handlers: [
      { name: 'apply sysctls', command: 'systemctl restart systemd-sysctl.service' },
      {
        name: 'restart MariaDB',
        command: 'systemctl restart mariadb.service',
        interrupts: 'the database is away for a few seconds; web hosts serve cached pages',
      },
      ...BACKUP_HANDLERS,
    ],
    commands: [
      createDatabase(declaration),
      grant(declaration, accepted.passwords),
      noEarlierNetworks(declaration),
      noGuests(),
      admitConnections(most),
    ],
  };
};
