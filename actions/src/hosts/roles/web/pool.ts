import type { HostDeclaration, Php } from '../../../declaration/declaration.ts';
import { VISITOR_SECONDS } from '../../../declaration/php-limits.ts';
import type { Template } from '../../../lib/template.ts';
import { ACCEPTED, type Settings, settingsIn, unlessRefused } from '../settings.ts';
import { WRITTEN } from '../shared.ts';
import type { Workers } from './workers.ts';

export const PHP_RUN = '/run/php';

/** Workers of PHP that share a socket and a time limit. */
export interface Pool {
  readonly name: string;
  readonly socket: string;
  /** What a request may take, whatever it waits for. */
  readonly seconds: number;
}

export const VISITORS: Pool = {
  name: 'flotilla',
  socket: `${PHP_RUN}/flotilla.sock`,
  seconds: VISITOR_SECONDS,
};
/** Of people who are logged in. */
export const membersPool = ({ time }: Php): Pool => ({
  name: 'flotilla-members',
  socket: `${PHP_RUN}/flotilla-members.sock`,
  seconds: time,
});

/**
 * Takes the place of Debian's file of this name, which gives the directory to PHP's user. PHP-FPM's master, as root, makes
 * its socket and its PID file there and gives the socket away: what the sites' code puts in their place, it would follow.
 */
export const phpRun = (): Template => `${WRITTEN}\nd ${PHP_RUN} 0755 root root -\n`;

/**
 * All workers from the start: a host that bears them when idle also bears the rush, and a busy one cannot run out of
 * memory by growing.
 */
export const visitorsConfig = (host: HostDeclaration, workers: Workers): Template => `; Written by flotilla.
[global]
; Without it a reload cuts off the requests under way.
process_control_timeout = 20s

${poolOf(VISITORS, host)}
pm = static
pm.max_children = ${workers.visitors}
`;

/**
 * A long import leaves the visitors' workers free. max_execution_time counts the processor's time; a query of the
 * database's may take as long as the request.
 */
export function membersConfig(host: HostDeclaration, workers: Workers, php: Php): Template {
  const pool = membersPool(php);
  return `; Written by flotilla.
${poolOf(pool, host)}
env[FLOTILLA_POOL] = members
pm = ondemand
pm.max_children = ${workers.members}
pm.process_idle_timeout = 60
php_value[max_execution_time] = ${pool.seconds}
php_value[mysqlnd.net_read_timeout] = ${pool.seconds}
`;
}

const poolOf = (
  { name, socket, seconds }: Pool,
  host: HostDeclaration,
): Template => `${listening(name, socket)}pm.max_requests = 1000
request_terminate_timeout = ${seconds}s
catch_workers_output = yes
decorate_workers_output = no
security.limit_extensions = .php
; For the page that says who served it.
env[FLOTILLA_HOST] = ${host.name}
env[FLOTILLA_REGION] = ${host.region}`;

/** The head of a pool's section: who runs it, and where nginx reaches it. */
const listening = (pool: string, socket: string): Template => `[${pool}]
user = www-data
group = www-data
listen = ${socket}
listen.owner = www-data
listen.group = www-data
listen.mode = 0660
`;

/**
 * Decides which uploads are given (uploads-php.ts), beside the site's workers: those never open the share to serve a
 * visitor, so a share that hangs holds up these alone.
 */
export const uploadsPool = (): Template => `; Written by flotilla.
${listening('flotilla-uploads', `${PHP_RUN}/flotilla-uploads.sock`)}pm = ondemand
pm.max_children = 4
pm.process_idle_timeout = 60s
pm.max_requests = 10000
request_terminate_timeout = 15s
php_admin_value[auto_prepend_file] = none
php_admin_flag[zlib.output_compression] = off
security.limit_extensions = .php
`;

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
