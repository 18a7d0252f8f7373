import type { Declaration } from '../../../declaration/declaration.ts';
import type { GuardedCommand } from '../../role.ts';
import { secret, type Template } from '../../template.ts';
import { siteUrl } from './config.ts';

export const SITE_PHP = '/usr/local/lib/flotilla/site.php';
export const SITE_WANTED = '/etc/flotilla/site.json';

/** What site.php reads: data, so that a title is a title whatever stands in it. */
export const siteWanted = (declaration: Declaration): Template => {
  const { title, admin } = declaration.wordpress;
  return `${JSON.stringify({ url: siteUrl(declaration), title, admin }, null, 2)}\n`;
};

/** WordPress runs as the user it always runs as: what its plugins do here, they do without root's power. */
const run = (mode: 'check' | 'ensure'): string =>
  `setpriv --reuid=www-data --regid=www-data --init-groups --no-new-privs \
php -d default_socket_timeout=3 -d display_errors=stderr ${SITE_PHP} ${mode}`;

export const ensureSite = (declaration: Declaration): GuardedCommand => ({
  name: 'site',
  summary: `install WordPress at ${siteUrl(declaration)}, or bring its database up to ${declaration.wordpress.version}`,
  check: `${run('check')} >/dev/null 2>&1`,
  run: `${run('ensure')} <<'PASSWORD'
${secret('wordpress-admin-password')}
PASSWORD
`,
});
