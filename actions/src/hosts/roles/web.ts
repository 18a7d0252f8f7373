import type { Declaration } from '../../declaration/declaration.ts';
import { answeredNames } from '../../declaration/site-names.ts';
import { type DesiredFile, emptyRole, type Handler, type Role } from '../model/role.ts';
import { type Distribution, distributionOn } from './distribution.ts';
import { directory, file } from './paths.ts';
import { settingsFile } from './settings.ts';
import { TLS_DIRECTORY } from './shared.ts';
import { placeholderCertificate } from './web/certificate.ts';
import { extensionPackages } from './web/extensions.ts';
import { fastcgiConfig } from './web/fastcgi.ts';
import { MEDIA_TYPES_CONFIG, mediaTypes } from './web/media-types.ts';
import { nginxConfig } from './web/nginx.ts';
import { phpFiles, phpSettingsOf } from './web/php-files.ts';
import { membersPool, PHP_RUN, VISITORS } from './web/pool.ts';
import { nginxSettings } from './web/settings.ts';
import { siteConfig } from './web/site.ts';
import {
  TAKE_CERTIFICATE_HANDLERS,
  TAKE_CERTIFICATE_UNITS,
  takeCertificateAtOnce,
  takeCertificateFiles,
} from './web/take-certificate.ts';
import { HSTS_CONFIG, hstsConfig, tlsConfig } from './web/tls.ts';
import { uploadsConfig, uploadsUnit } from './web/uploads.ts';

const UNITS = '/etc/systemd/system';
const NGINX = '/etc/nginx';
/** Server-level snippets of the user's, from `cluster/nginx/`. */
const SNIPPETS = `${NGINX}/flotilla.d`;

/** nginx and PHP-FPM, serving whatever release is live. */
export const web: Role = (context) => {
  const { declaration } = context;
  const distribution = distributionOn(context);
  const { php } = distribution;
  const nginx = nginxFiles(declaration, distribution);
  return {
    ...emptyRole('web'),
    packages: ['nginx', 'libnginx-mod-http-brotli-filter', ...extensionPackages(php, declaration.php)],
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
      ...phpFiles(context),
      settingsFile('web', [
        nginxSettings(
          nginx.map(({ path }) => path),
          answeredNames(declaration),
        ),
        ...phpSettingsOf(context),
      ]),
      ...takeCertificateFiles(answeredNames(declaration)),
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
    ],
    handlers: [...handlers(php), ...TAKE_CERTIFICATE_HANDLERS],
    commands: [takeCertificateAtOnce],
  };
};

const nginxFiles = (declaration: Declaration, distribution: Distribution): readonly DesiredFile[] => {
  const { https, snippets } = declaration;
  const notify = ['reload nginx'];
  return [
    file(`${NGINX}/nginx.conf`, nginxConfig(declaration.php), { notify }),
    file(MEDIA_TYPES_CONFIG, mediaTypes(), { notify: [...notify, 'reload uploads'] }),
    file(`${NGINX}/flotilla/tls.conf`, tlsConfig(distribution), { notify }),
    file(HSTS_CONFIG, hstsConfig(https.hsts), { notify }),
    file(`${NGINX}/flotilla/fastcgi.conf`, fastcgiConfig(VISITORS), { notify }),
    file(`${NGINX}/flotilla/members.conf`, fastcgiConfig(membersPool(declaration.php)), { notify }),
    file(`${NGINX}/sites-enabled/flotilla.conf`, siteConfig(declaration, distribution), { notify }),
    ...snippets.map(({ name, text }) => file(`${SNIPPETS}/${name}`, text, { notify })),
  ];
};

/** An nginx of its own. */
const uploadsFiles = (): readonly DesiredFile[] => [
  file(`${NGINX}/flotilla/uploads.conf`, uploadsConfig(), { notify: ['reload uploads'] }),
  file(`${UNITS}/flotilla-uploads.service`, uploadsUnit(), { notify: ['restart uploads'] }),
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
