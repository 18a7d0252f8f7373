import type { Php } from '../../../declaration/declaration.ts';

/** What WordPress and popular plugins need. `exif`, `fileinfo` and `sodium` are part of PHP. */
const ALWAYS = [
  'bcmath',
  'curl',
  'gd',
  'imagick',
  'intl',
  'mbstring',
  'mysql',
  'opcache',
  'soap',
  'xml',
  'zip',
];
/** imagick reads PDFs with Ghostscript, and writes text on pictures with a font. Debian only recommends them. */
const FOR_IMAGICK = ['ghostscript', 'fonts-dejavu-core'];

/** Extensions that a package calls by another name than its own. */
const LOADED_AS: Readonly<Record<string, string>> = {
  interbase: 'pdo_firebird',
  mysql: 'mysqli',
  opcache: 'Zend OPcache',
  pgsql: 'pgsql',
  sybase: 'pdo_dblib',
  xml: 'dom',
};

const extensionsOf = ({ extensions }: Php): string[] => [...new Set([...ALWAYS, ...extensions])].sort();

export const extensionPackages = (version: string, php: Php): string[] => [
  ...['cli', 'fpm', ...extensionsOf(php)].map((name) => `php${version}-${name}`),
  ...FOR_IMAGICK,
];

/** By name as `proof.php` reports them: PHP may run without an extension although its package is there. */
export const loadedExtensions = (php: Php): Record<string, string> =>
  Object.fromEntries(extensionsOf(php).map((name) => [`extension/${LOADED_AS[name] ?? name}`, 'loaded']));
