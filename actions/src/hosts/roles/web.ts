import { answeredNames } from '../../declaration/site-names.ts';
import { emptyRole, type Handler, type Role } from '../model/role.ts';
import { distributionOn } from './distribution.ts';
import { directory } from './paths.ts';
import { settingsFile } from './settings.ts';
import { TLS_DIRECTORY } from './shared.ts';
import {
  placeholderCertificate,
  TAKE_CERTIFICATE_HANDLERS,
  TAKE_CERTIFICATE_UNITS,
  takeCertificateAtOnce,
  takeCertificateFiles,
} from './web/certificate.ts';
import { nginxFiles, nginxSettings, SNIPPETS } from './web/nginx.ts';
import { phpFiles, phpPackages, phpSettings } from './web/php.ts';
import { PHP_RUN } from './web/pool.ts';
import { uploadsFiles } from './web/uploads.ts';

const UNITS = '/etc/systemd/system';
const NGINX = '/etc/nginx';

/** nginx and PHP-FPM, serving whatever release is live. */
export const web: Role = (context) => {
  const { declaration } = context;
  const distribution = distributionOn(context);
  const { php } = distribution;
  const nginx = nginxFiles(declaration, distribution);
  return {
    ...emptyRole('web'),
    packages: ['nginx', 'libnginx-mod-http-brotli-filter', ...phpPackages(php, declaration.php)],
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
        ...phpSettings(context),
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
