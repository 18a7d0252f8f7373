import type { Template } from '../../../lib/template.ts';
import { kernelSettings } from '../base/settings.ts';
import { type Settings, settingsIn } from '../settings.ts';
import { databaseNetwork } from './config.ts';

/** Leaves out `max_connections`: apply never lowers it while MariaDB runs. */
export const databaseSettings = (config: Template): readonly Settings[] => [
  kernelSettings(databaseNetwork()),
  {
    program: 'MariaDB',
    ask: "mariadb --no-defaults --connect-timeout=2 -BNe 'SHOW GLOBAL VARIABLES'",
    wanted: settingsIn(config),
    files: ['/etc/mysql/*.cnf', '/etc/mysql/*/*.cnf'],
  },
];
