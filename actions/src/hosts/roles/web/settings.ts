import type { Template } from '../../../lib/template.ts';
import { ACCEPTED, BY_PAGE, type Settings, settingsIn, unlessRefused } from '../settings.ts';
import type { Pool } from './pool.ts';

/** Of the pool and of FPM itself, as its files say; other pools are somebody else's. */
export const poolSettings = (php: string, { name }: Pool, pool: Template): Settings => ({
  program: 'PHP-FPM',
  ask: unlessRefused(
    `php-fpm${php} -tt`,
    `echo "$said" | sed 's/^\\[[^]]*\\] NOTICE: *//' | awk '/^\\[/ { ours = /^\\[(${name}|global)\\]/; next } ours && / = /'`,
  ),
  wanted: { ...ACCEPTED, ...settingsIn(pool) },
  files: [`/etc/php/${php}/fpm/pool.d/*.conf`, `/etc/php/${php}/fpm/php-fpm.conf`],
});

/** What FPM really runs with: the command line reads other files, and a pool overrides them all. */
export const phpSettings = (php: string, wanted: Settings['wanted']): Settings => ({
  program: 'PHP',
  ask: BY_PAGE,
  wanted,
  files: ['conf.d/*.ini', 'pool.d/*.conf', 'php.ini'].map((name) => `/etc/php/${php}/fpm/${name}`),
});

/** Whether nginx loads our files, and whether it takes our servers: of two with one name it ignores the later. */
export const nginxSettings = (files: readonly string[], names: readonly string[]): Settings => ({
  program: 'nginx',
  ask: unlessRefused(
    'nginx -T',
    `loaded=$(echo "$said" | sed -n 's/^# configuration file \\(.*\\):$/\\1/p')
for file in ${files.join(' ')}; do
  echo "$loaded" | grep -qxF $file || echo "$file = not loaded"
done
for name in $(echo "$said" | sed -n 's/.*conflicting server name "\\([^"]*\\)".*/\\1/p' | sort -u); do
  echo "server_name/$name = also in $(grep -lwF -e "$name" $loaded | grep -v flotilla | head -n 1)"
done`,
  ),
  wanted: {
    ...ACCEPTED,
    ...Object.fromEntries(files.map((path) => [path, 'loaded'])),
    ...Object.fromEntries(names.map((name) => [`server_name/${name}`, 'ours alone'])),
  },
  files: ['/etc/nginx/sites-enabled/*', '/etc/nginx/conf.d/*'],
});
