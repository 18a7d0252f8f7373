import type { Declaration } from '../../declaration/declaration.ts';
import { answeredNames } from '../../declaration/site-names.ts';
import { type DesiredFile, emptyRole, type Handler, type Role } from '../role.ts';
import type { Template } from '../template.ts';
import { type Distribution, distributionOn } from './distribution.ts';
import { directory, file } from './paths.ts';
import { settingsFile, settingsIn } from './settings.ts';
import { TLS_DIRECTORY } from './shared.ts';
import { placeholderCertificate } from './web/certificate.ts';
import { fastcgiConfig } from './web/fastcgi.ts';
import { htaccessPhp } from './web/htaccess-php.ts';
import { MEDIA_TYPES_CONFIG, mediaTypes } from './web/media-types.ts';
import { nginxConfig } from './web/nginx.ts';
import { pagePhp } from './web/page-php.ts';
import { phpIni, phpUnit } from './web/php.ts';
import { PHP_RUN, phpPool, phpRun, uploadsPool } from './web/pool.ts';
import { proofPhp } from './web/proof-php.ts';
import { nginxSettings, phpSettings, poolSettings } from './web/settings.ts';
import { siteConfig } from './web/site.ts';
import {
  TAKE_CERTIFICATE_HANDLERS,
  TAKE_CERTIFICATE_UNITS,
  takeCertificateAtOnce,
  takeCertificateFiles,
} from './web/take-certificate.ts';
import {
  TAKE_TICKET_KEYS_HANDLERS,
  TAKE_TICKET_KEYS_UNITS,
  takeTicketKeysFiles,
} from './web/take-ticket-keys.ts';
import { HSTS_CONFIG, hstsConfig, tlsConfig } from './web/tls.ts';
import { UPLOADS_PHP, uploadsConfig, uploadsUnit } from './web/uploads.ts';
import { uploadsPhp } from './web/uploads-php.ts';

const UNITS = '/etc/systemd/system';
const NGINX = '/etc/nginx';
/** Server-level snippets of the user's, from `cluster/nginx/`. */
const SNIPPETS = `${NGINX}/flotilla.d`;
const PAGE_PHP = '/usr/local/lib/flotilla/page.php';
/** `page.php` looks for it beside itself. */
const PROOF_PHP = '/usr/local/lib/flotilla/proof.php';
/** uploads.php looks for it beside itself. */
const HTACCESS_PHP = '/usr/local/lib/flotilla/htaccess.php';
const EXTENSIONS = ['cli', 'curl', 'fpm', 'gd', 'intl', 'mbstring', 'mysql', 'xml', 'zip'];

/** nginx and PHP-FPM, serving whatever release is live. */
export const web: Role = (context) => {
  const { declaration, host } = context;
  const distribution = distributionOn(context);
  const { php } = distribution;
  const nginx = nginxFiles(declaration, distribution);
  const pool = phpPool(host, context.memoryOf(host.name));
  return {
    ...emptyRole('web'),
    packages: [
      'nginx',
      'libnginx-mod-http-brotli-filter',
      ...EXTENSIONS.map((name) => `php${php}-${name}`),
      `php${php}-opcache`,
    ],
    directories: [
      directory(TLS_DIRECTORY),
      directory(SNIPPETS),
      directory('/var/cache/nginx'),
      directory('/usr/local/lib/flotilla'),
      directory(`${UNITS}/php${php}-fpm.service.d`),
      directory(PHP_RUN),
    ],
    prepare: [placeholderCertificate(answeredNames(declaration))],
    files: [
      ...nginx,
      ...uploadsFiles(),
      ...phpFiles(php, pool),
      settingsFile('web', [
        nginxSettings(
          nginx.map(({ path }) => path),
          answeredNames(declaration),
        ),
        poolSettings(php, pool),
        phpSettings(php, phpIni(PAGE_PHP)),
      ]),
      ...takeCertificateFiles(answeredNames(declaration)),
      ...takeTicketKeysFiles(declaration.domain),
    ],
    absent: [
      { path: `${NGINX}/sites-enabled/default`, notify: ['reload nginx'] },
      { path: `/etc/php/${php}/fpm/pool.d/www.conf`, notify: ['reload PHP'] },
    ],
    validations: [
      { name: 'nginx accepts its configuration', command: 'nginx -t' },
      { name: 'PHP-FPM accepts its configuration', command: `php-fpm${php} -t` },
    ],
    units: [
      ...['nginx.service', `php${php}-fpm.service`, 'flotilla-uploads.service'].map((name) => ({
        name,
        enabled: true,
        active: true,
      })),
      ...TAKE_CERTIFICATE_UNITS,
      ...TAKE_TICKET_KEYS_UNITS,
    ],
    handlers: [...handlers(php), ...TAKE_CERTIFICATE_HANDLERS, ...TAKE_TICKET_KEYS_HANDLERS],
    commands: [takeCertificateAtOnce],
  };
};

const nginxFiles = (declaration: Declaration, distribution: Distribution): readonly DesiredFile[] => {
  const { https, snippets } = declaration;
  const notify = ['reload nginx'];
  return [
    file(`${NGINX}/nginx.conf`, nginxConfig(), { notify }),
    file(MEDIA_TYPES_CONFIG, mediaTypes(), { notify: [...notify, 'reload uploads'] }),
    file(`${NGINX}/flotilla/tls.conf`, tlsConfig(distribution), { notify }),
    file(HSTS_CONFIG, hstsConfig(https.hsts), { notify }),
    file(`${NGINX}/flotilla/fastcgi.conf`, fastcgiConfig(), { notify }),
    file(`${NGINX}/sites-enabled/flotilla.conf`, siteConfig(declaration, distribution), { notify }),
    ...snippets.map(({ name, text }) => file(`${SNIPPETS}/${name}`, text, { notify })),
  ];
};

/** An nginx of its own. */
const uploadsFiles = (): readonly DesiredFile[] => [
  file(`${NGINX}/flotilla/uploads.conf`, uploadsConfig(), { notify: ['reload uploads'] }),
  file(`${UNITS}/flotilla-uploads.service`, uploadsUnit(), { notify: ['restart uploads'] }),
];

const phpFiles = (php: string, pool: Template): readonly DesiredFile[] => [
  file(PROOF_PHP, proofPhp(Object.keys(settingsIn(phpIni(PAGE_PHP)))), { validate: 'php -l {}' }),
  file(PAGE_PHP, pagePhp(), { validate: 'php -l {}' }),
  file(HTACCESS_PHP, htaccessPhp(), { validate: 'php -l {}' }),
  file(UPLOADS_PHP, uploadsPhp(), { validate: 'php -l {}' }),
  file(`/etc/php/${php}/fpm/conf.d/90-flotilla.ini`, phpIni(PAGE_PHP), { notify: ['reload PHP'] }),
  file(`/etc/php/${php}/fpm/pool.d/flotilla.conf`, pool, { notify: ['reload PHP'] }),
  file(`/etc/php/${php}/fpm/pool.d/flotilla-uploads.conf`, uploadsPool(), { notify: ['reload PHP'] }),
  file(`${UNITS}/php${php}-fpm.service.d/flotilla.conf`, phpUnit(), { notify: ['restart PHP'] }),
  file(`/etc/tmpfiles.d/php${php}-fpm.conf`, phpRun()),
];

const handlers = (php: string): readonly Handler[] => [
  {
    name: 'restart PHP',
    command: `systemctl restart php${php}-fpm.service`,
    interrupts: 'pages that are not in the cache fail for a second on this host',
  },
  { name: 'reload PHP', command: `systemctl reload php${php}-fpm.service` },
  {
    name: 'restart uploads',
    command: 'systemctl restart flotilla-uploads.service',
  },
  { name: 'reload uploads', command: 'systemctl reload flotilla-uploads.service' },
  { name: 'reload nginx', command: 'systemctl reload nginx.service' },
];
