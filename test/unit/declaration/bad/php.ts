import { type BadCase, extra } from '../good.ts';

export const phpCases: readonly BadCase[] = [
  {
    mistake: 'PHP with less memory than WordPress needs, and an upload without a size',
    files: extra('php: { memory: 32, upload: 0 }'),
    report: [
      'cluster/cluster.yml:8:16: php.memory: `32` is too small',
      '    write 64 or more',
      'cluster/cluster.yml:8:28: php.upload: `0` is too small',
      '    write 1 or more',
    ],
  },
  {
    mistake: 'sizes as php.ini writes them',
    files: extra('php: { upload: 64M }'),
    report: [
      'cluster/cluster.yml:8:16: php.upload: `64M` is not a whole number',
      '    write `upload: 64`. Size limit of an uploaded file in MiB, as the media library shows it.',
    ],
  },
  {
    mistake: 'less time for editors than for visitors',
    files: extra('php: { time: 30, workers: 1 }'),
    report: [
      'cluster/cluster.yml:8:14: php.time: `30` is too small',
      '    write 60 or more',
      'cluster/cluster.yml:8:27: php.workers: `1` is too small',
      '    write 4 or more',
    ],
  },
  {
    mistake:
      'extensions that PHP already has, that are named by their package or misspelt, and that have no package',
    files: extra('php: { extensions: [exif, php8.4-redis, memcachd, ioncube-loader] }'),
    report: [
      'cluster/cluster.yml:8:21: php.extensions[0]: `exif` is part of PHP on every host',
      '    remove it from the list',
      'cluster/cluster.yml:8:27: php.extensions[1]: `php8.4-redis` is not a PHP extension that Debian packages',
      '    did you mean `redis`?',
      'cluster/cluster.yml:8:41: php.extensions[2]: `memcachd` is not a PHP extension that Debian packages',
      '    did you mean `memcache`?',
      'cluster/cluster.yml:8:51: php.extensions[3]: `ioncube-loader` is not a PHP extension that Debian packages',
      '    write a name that https://packages.debian.org/trixie/php/ lists, without `php8.4-`, e.g. `redis`',
    ],
  },
];
