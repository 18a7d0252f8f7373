/** The fewest PHP workers that a host runs: two for visitors, two for people who are logged in. */
export const FEWEST_WORKERS = 4;
/** The longest that a visitor who is not logged in may keep a PHP worker busy. */
export const VISITOR_SECONDS = 60;

/** PHP extensions that Debian packages as `php<version>-<name>`, in Debian 12 and 13 alike. */
const IN_BOTH = [
  ...[
    'amqp',
    'apcu',
    'ast',
    'bcmath',
    'bz2',
    'curl',
    'dba',
    'ds',
    'enchant',
    'gd',
    'gearman',
    'gmp',
    'gnupg',
  ],
  ...['http', 'igbinary', 'imagick', 'interbase', 'intl', 'ldap', 'mailparse', 'maxminddb', 'mbstring'],
  ...['mcrypt', 'memcache', 'memcached', 'mongodb', 'msgpack', 'mysql', 'oauth', 'odbc', 'opcache', 'pgsql'],
  ...['ps', 'pspell', 'psr', 'raphf', 'redis', 'rrd', 'snmp', 'soap', 'solr', 'sqlite3', 'ssh2', 'stomp'],
  ...['sybase', 'tidy', 'uploadprogress', 'uuid', 'xml', 'xmlrpc', 'yac', 'yaml', 'zip', 'zmq'],
];

/** Those that only one Debian release packages, with the version of its PHP. */
const IN_ONE: Readonly<Record<string, string>> = {
  imap: '8.2',
  excimer: '8.4',
  inotify: '8.4',
  pq: '8.4',
  smbclient: '8.4',
  zstd: '8.4',
};

export const EXTENSIONS: readonly string[] = [...IN_BOTH, ...Object.keys(IN_ONE)];

/** Part of every PHP that Debian builds. */
export const BUILT_IN: readonly string[] = [
  ...['calendar', 'ctype', 'date', 'dom', 'exif', 'fileinfo', 'filter', 'ftp', 'gettext', 'hash', 'iconv'],
  ...[
    'json',
    'libxml',
    'mysqli',
    'mysqlnd',
    'openssl',
    'pcre',
    'pdo',
    'pdo_mysql',
    'phar',
    'posix',
    'readline',
  ],
  ...[
    'session',
    'shmop',
    'simplexml',
    'sockets',
    'sodium',
    'tokenizer',
    'xmlreader',
    'xmlwriter',
    'xsl',
    'zlib',
  ],
];

/** Whether Debian packages the extension for this version of PHP. */
export const isPackaged = (extension: string, php: string): boolean =>
  IN_BOTH.includes(extension) || IN_ONE[extension] === php;
