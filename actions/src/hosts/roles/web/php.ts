import type { Declaration, Php } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { Handler, RoleContext } from '../../model/role.ts';
import { distributionOn, reloadPhp } from '../distribution.ts';
import { directory, file, type Part, type PartFile, running, UNITS } from '../parts.ts';
import { BY_PAGE, type Settings, settingsIn } from '../settings.ts';
import { textOf } from '../texts.ts';
import {
  membersConfig,
  membersPool,
  PHP_RUN,
  phpRun,
  poolSettings,
  uploadsPool,
  VISITORS,
  visitorsConfig,
} from './pool.ts';
import { memoryForWeb, phpWorkers } from './workers.ts';

/** MiB of an upload's form besides the file. */
const FORM_MIB = 8;
/** The largest request, for PHP and for nginx. */
export const requestMiB = ({ upload }: Php): number => upload + FORM_MIB;

/** What WordPress and popular plugins need. `exif`, `fileinfo` and `sodium` are part of PHP. */
const ALWAYS = 'bcmath curl gd imagick intl mbstring mysql opcache soap xml zip'.split(' ');
/** imagick reads PDFs with Ghostscript, and writes text on pictures with a font. Debian only recommends them. */
const FOR_IMAGICK = ['ghostscript', 'fonts-dejavu-core'];

/** PHP's names of the extensions that have another package name. */
const LOADED_AS: Readonly<Record<string, string>> = {
  interbase: 'pdo_firebird',
  mysql: 'mysqli',
  opcache: 'Zend OPcache',
  pgsql: 'pgsql',
  sybase: 'pdo_dblib',
  xml: 'dom',
};

const extensionsOf = ({ extensions }: Php): string[] => [...new Set([...ALWAYS, ...extensions])].sort();

const phpPackages = (version: string, php: Php): string[] => [
  ...['cli', 'fpm', ...extensionsOf(php)].map((name) => `php${version}-${name}`),
  ...FOR_IMAGICK,
];

/** What PHP runs on a web host, and how. */
export function php(context: RoleContext): Part {
  const distribution = distributionOn(context);
  const version = distribution.php;
  const dropIn = `${UNITS}/php${version}-fpm.service.d`;
  return {
    packages: phpPackages(version, context.declaration.php),
    directories: [directory('/usr/local/lib/flotilla'), directory(dropIn), directory(PHP_RUN)],
    files: [
      // PHP runs the site's own code and its plugins, so its unit can write to nothing of the system.
      file(`${dropIn}/flotilla.conf`, textOf('web/php-fpm.conf'), { notify: [restartPhp(version)] }),
      ...programs(context.declaration),
      ...configuration(context),
      file(`/etc/tmpfiles.d/php${version}-fpm.conf`, phpRun()),
    ],
    absent: [{ path: `/etc/php/${version}/fpm/pool.d/www.conf`, notify: [reloadPhp(distribution)] }],
    validations: [{ name: 'PHP-FPM accepts its configuration', command: `php-fpm${version} -t` }],
    units: running(`php${version}-fpm.service`),
    settings: phpSettings(context),
  };
}

const restartPhp = (version: string): Handler => ({
  name: 'restart PHP',
  command: `systemctl restart php${version}-fpm.service`,
  interrupts: 'pages that are not in the cache fail for a second on this host',
});

function configuration(context: RoleContext): PartFile[] {
  const distribution = distributionOn(context);
  const etc = `/etc/php/${distribution.php}/fpm`;
  const reload = { notify: [reloadPhp(distribution)] };
  return [
    file(`/etc/ImageMagick-${distribution.imagemagick}/policy.xml`, textOf('web/image-policy.xml'), reload),
    file(`${etc}/conf.d/90-flotilla.ini`, ini(context.declaration.php), reload),
    ...poolsOf(context).map(({ pool, text }) => file(`${etc}/pool.d/${pool.name}.conf`, text, reload)),
    file(`${etc}/pool.d/flotilla-uploads.conf`, uploadsPool(), reload),
  ];
}

const ini = (php: Php): Template =>
  textOf('web/php.ini', { memory: php.memory, upload: php.upload, requestMiB: requestMiB(php) });

/** Each finds the others in its own directory. */
const programs = (declaration: Declaration): readonly PartFile[] => {
  const settings = Object.keys(wantedOf(declaration)).join("', '");
  return ['proof', 'sessions', 'members', 'page', 'htaccess', 'uploads'].map((name) =>
    file(`/usr/local/lib/flotilla/${name}.php`, textOf(`web/${name}.php`, { settings }), {
      validate: 'php -l {}',
    }),
  );
};

const poolsOf = ({ declaration, host, memoryOf }: RoleContext) => {
  const workers = phpWorkers(memoryForWeb(declaration, host, memoryOf(host.name)), declaration.php);
  return [
    { pool: VISITORS, text: visitorsConfig(host, workers) },
    { pool: membersPool(declaration.php), text: membersConfig(host, workers, declaration.php) },
  ];
};

/** The settings that must be in effect. The page says what FPM runs with: the command line reads other files. */
const phpSettings = (context: RoleContext): readonly Settings[] => {
  const { php } = distributionOn(context);
  return [
    ...poolsOf(context).map(({ pool, text }) => poolSettings(php, pool, text)),
    {
      program: 'PHP',
      ask: BY_PAGE,
      wanted: wantedOf(context.declaration),
      files: ['conf.d/*.ini', 'pool.d/*.conf', 'php.ini'].map((name) => `/etc/php/${php}/fpm/${name}`),
    },
  ];
};

/** By name as `proof.php` reports it. PHP may run without an extension although its package is installed. */
const wantedOf = ({ php }: Declaration): Record<string, string> => ({
  ...settingsIn(ini(php)),
  ...Object.fromEntries(extensionsOf(php).map((name) => [`extension/${LOADED_AS[name] ?? name}`, 'loaded'])),
});
