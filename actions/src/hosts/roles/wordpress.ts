import type { RoleContext } from '../model/role.ts';
import { DATABASE_PASSWORD } from './database/grant.ts';
import { distributionOn, reloadPhp } from './distribution.ts';
import { file, type Part } from './parts.ts';
import { onWebHosts, role } from './role.ts';
import { WP_CONFIG } from './shared.ts';
import { changes } from './wordpress/changes.ts';
import { LOADED_FILES, mailFile, SALT_LABELS, wpConfig } from './wordpress/config.ts';
import { core } from './wordpress/core.ts';
import { cron } from './wordpress/cron.ts';
import { ADMIN_PASSWORD, ensureSite, siteFiles } from './wordpress/site.ts';

/** The declared version of WordPress, next to the content. A release of the content makes it live. */
export const wordpress = role('wordpress', {
  on: onWebHosts,
  ports: [],
  secrets: [ADMIN_PASSWORD, ...SALT_LABELS],
  probes: [],
  logsIn: { secret: DATABASE_PASSWORD, file: WP_CONFIG },
  // wp-config.php requires files of `changes`, so they come first.
  parts: (c) => [core(c), changes(c), config(c), site(c), ...cron(c)],
});

function config(context: RoleContext): Part {
  const distribution = distributionOn(context);
  return {
    packages: [
      'ca-certificates',
      ...['cli', 'curl', 'mysql'].map((name) => `php${distribution.php}-${name}`),
    ],
    files: [
      mailFile(context.declaration),
      ...LOADED_FILES,
      file(WP_CONFIG, wpConfig(context.declaration), {
        mode: '0640',
        group: 'www-data',
        validate: 'php -l {}',
        notify: [reloadPhp(distribution)],
      }),
    ],
  };
}

/** The first web host installs the site in the database. */
const site = ({ declaration, host }: RoleContext): Part => ({
  files: siteFiles(declaration),
  commands: host.name === declaration.web[0]?.name ? [ensureSite(declaration)] : [],
});
