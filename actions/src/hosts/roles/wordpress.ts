import { emptyRole, type Role } from '../model/role.ts';
import { distributionOn } from './distribution.ts';
import { directory, file } from './paths.ts';
import { CONTENT, WP_CONFIG } from './shared.ts';
import { CHANGES_DIRECTORIES, CHANGES_HANDLERS, CHANGES_UNITS, changesFiles } from './wordpress/changes.ts';
import { mailFile, wpConfig } from './wordpress/config.ts';
import { CORES, coreEntrances, fetchCore, firstContent, openContent } from './wordpress/core.ts';
import { CRON_HANDLERS, CRON_UNITS, cronFiles } from './wordpress/cron.ts';
import { ensureSite, siteFiles } from './wordpress/site.ts';

/**
 * WordPress of the declared version beside what every web host serves: it becomes live with a release of the content. The
 * site in the database is made by the first of them.
 */
export const wordpress: Role = (context) => {
  const { declaration, host } = context;
  const { php } = distributionOn(context);
  const [first] = declaration.web;
  return {
    ...emptyRole('wordpress'),
    packages: ['ca-certificates', 'curl', `php${php}-cli`, `php${php}-curl`, `php${php}-mysql`],
    directories: [directory('/srv/www'), directory(CORES), directory(CONTENT), ...CHANGES_DIRECTORIES],
    prepare: [fetchCore(declaration.wordpress), firstContent, coreEntrances, openContent],
    files: [
      ...changesFiles(declaration),
      mailFile(declaration),
      file(WP_CONFIG, wpConfig(declaration), {
        mode: '0640',
        group: 'www-data',
        validate: 'php -l {}',
        notify: ['reload PHP'],
      }),
      ...siteFiles(declaration),
      ...cronFiles(declaration.php),
    ],
    units: [...CRON_UNITS, ...CHANGES_UNITS],
    handlers: [
      { name: 'reload PHP', command: `systemctl reload php${php}-fpm.service` },
      ...CRON_HANDLERS,
      ...CHANGES_HANDLERS,
    ],
    commands: host.name === first?.name ? [ensureSite(declaration)] : [],
  };
};
