import { type Declaration, databaseAddress, isClustered } from '../../../declaration/declaration.ts';
import { siteNames } from '../../../declaration/site-names.ts';
import { secret, type Template } from '../../../lib/template.ts';
import type { Facts } from '../../model/facts.ts';
import { DATABASE_PASSWORD } from '../database/grant.ts';
import { file, type PartFile } from '../parts.ts';
import { CONTENT_LIVE, WEB_ROOT, WP_CONFIG, WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';
import { NOTE_CHANGES } from './changes.ts';

/** https://developer.wordpress.org/apis/wp-config-php/#security-keys */
const SALTS = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
].map((name) => ({ name, label: `wordpress-salt/${name}` }));

export const SALT_LABELS = SALTS.map(({ label }) => label);

export const siteUrl = ({ domain }: Pick<Declaration, 'domain'>): string => `https://${domain}`;

/** In single quotes PHP has two escapes. Derived secrets are base64url and need none. */
export const phpString = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const define = (name: string, value: string | boolean): string =>
  `define('${name}', ${typeof value === 'string' ? phpString(value) : value});`;

/** While the site moves, it serves each of its names under that name, without a redirect. */
const addresses = (declaration: Declaration): string => {
  const names = siteNames(declaration);
  if (names.length === 1)
    return [define('WP_HOME', siteUrl(declaration)), define('WP_SITEURL', siteUrl(declaration))].join('\n');
  const list = names.map(phpString).join(', ');
  return `$flotilla_asked = $_SERVER['HTTP_HOST'] ?? '';
define('WP_HOME', 'https://' . (in_array($flotilla_asked, [${list}], true) ? $flotilla_asked : ${phpString(names[0] ?? '')}));
define('WP_SITEURL', WP_HOME);`;
};

const MAIL_PHP = '/usr/local/lib/flotilla/mail.php';

/** What `wp-config.php` loads: the site's sender where there is a relay, else a notice that no mail is sent. */
export const mailFile = ({ mail }: Pick<Declaration, 'mail'>): PartFile =>
  file(
    MAIL_PHP,
    mail ? textOf('wordpress/mail-from.php', { from: mail.from }) : textOf('wordpress/no-mail.php'),
    { validate: 'php -l {}' },
  );

/** Where the database has several members. */
const QUORUM_PHP = '/usr/local/lib/flotilla/quorum.php';
/** While the topology changes, the database restarts, and a request waits for it. */
const AWAIT_PHP = '/usr/local/lib/flotilla/await-database.php';

/**
 * What `wp-config.php` may load. The files stay when it does not: until PHP is loaded again, it may run its stored copy of an
 * earlier `wp-config.php`.
 */
export const LOADED_FILES: readonly PartFile[] = [
  file(QUORUM_PHP, textOf('wordpress/quorum.php'), { validate: 'php -l {}' }),
  file(AWAIT_PHP, textOf('wordpress/await-database.php'), { validate: 'php -l {}' }),
];

const AWAIT_LINES = `require_once ${phpString(AWAIT_PHP)};
flotilla_await_database();
`;

const QUORUM_LINE = `require_once ${phpString(QUORUM_PHP)};
`;

/** The same on every web host: with the same salts, a login on one host is valid on all. */
export const wpConfig = (declaration: Declaration): Template => `<?php
${WRITTEN.replace('#', '//')}
${define('DB_HOST', databaseAddress(declaration))}
${define('DB_NAME', declaration.database.name)}
${define('DB_USER', declaration.database.user)}
${define('DB_PASSWORD', secret(DATABASE_PASSWORD, declaration.generation))}
${define('DB_CHARSET', 'utf8mb4')}
${define('DB_COLLATE', '')}
$table_prefix = ${phpString(declaration.wordpress.tablePrefix)};

${SALTS.map(({ name, label }) => define(name, secret(label, declaration.generation))).join('\n')}

${addresses(declaration)}
${define('FORCE_SSL_ADMIN', true)}

// The release that nginx resolved for this request. A program on the command line resolves the link itself: PHP caches
// for minutes where a link leads.
define('WP_CONTENT_DIR', ($_SERVER['FLOTILLA_RELEASE'] ?? readlink(${phpString(CONTENT_LIVE)})) . '/wp-content');

// Code comes from git and is the same on all hosts; uploads go to the share.
${define('DISALLOW_FILE_MODS', true)}
${define('AUTOMATIC_UPDATER_DISABLED', true)}
${define('FS_METHOD', 'direct')}
// A timer runs wp-cron.php, so visitors do not wait for it.
${define('DISABLE_WP_CRON', true)}

${define('WP_DEBUG', false)}
${define('WP_DEBUG_DISPLAY', false)}

${declaration.database.beside ? AWAIT_LINES : ''}${isClustered(declaration) ? QUORUM_LINE : ''}// Records which addresses a change affects, for every host.
require_once ${phpString(NOTE_CHANGES)};

require_once ${phpString(MAIL_PHP)};
defined('ABSPATH') || define('ABSPATH', ${phpString(`${WEB_ROOT}/`)});
require_once ABSPATH . 'wp-settings.php';
`;

/** The URL of a web host's WordPress in its last applied configuration. */
export const configuredUrl = (facts: Facts | undefined): string | undefined =>
  /^define\('WP_HOME', '([^']*)'\);$/m.exec(appliedConfig(facts))?.[1];

const appliedConfig = (facts: Facts | undefined): string =>
  facts?.manifest?.roles.wordpress?.files[WP_CONFIG]?.text ?? '';

/** As plans show it and as the facts command reports it. */
export const tablesOf = (database: string, prefix: string): string => `${prefix}* in ${database}`;

/** The tables of a web host's WordPress in its last applied configuration, e.g. `wp_* in wordpress`. */
export function configuredTables(facts: Facts | undefined): string | undefined {
  const config = appliedConfig(facts);
  const [, database] = /^define\('DB_NAME', '([^']*)'\);$/m.exec(config) ?? [];
  const [, prefix] = /^\$table_prefix = '([^']*)';$/m.exec(config) ?? [];
  return database === undefined || prefix === undefined ? undefined : tablesOf(database, prefix);
}
