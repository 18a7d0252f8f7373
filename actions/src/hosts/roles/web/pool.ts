import type { HostDeclaration, Php } from '../../../declaration/declaration.ts';
import { VISITOR_SECONDS } from '../../../declaration/php.ts';
import type { Template } from '../../../lib/template.ts';
import { ACCEPTED, type Settings, settingsIn, unlessRefused } from '../settings.ts';
import { WRITTEN } from '../shared.ts';
import type { Workers } from './workers.ts';

export const PHP_RUN = '/run/php';

/** PHP workers that share a socket and a time limit. */
export interface Pool {
  readonly name: string;
  readonly socket: string;
  /** The time limit of a request, waiting included. */
  readonly seconds: number;
}

export const VISITORS: Pool = {
  name: 'flotilla',
  socket: `${PHP_RUN}/flotilla.sock`,
  seconds: VISITOR_SECONDS,
};
/** The pool of logged-in users. */
export const membersPool = ({ time }: Php): Pool => ({
  name: 'flotilla-members',
  socket: `${PHP_RUN}/flotilla-members.sock`,
  seconds: time,
});

/**
 * Replaces Debian's file of this name, which makes PHP's user the owner of the directory. PHP-FPM's master, as root, creates
 * its socket and PID file there and changes the socket's owner: it would follow links that the site's code puts in their place.
 */
export const phpRun = (): Template => `${WRITTEN}\nd ${PHP_RUN} 0755 root root -\n`;

/** All workers run from the start, so a busy host cannot run out of memory by starting more. */
export const visitorsConfig = (
  host: HostDeclaration,
  workers: Workers,
): Template => `; ${WRITTEN.replace('# ', '')}
[global]
; Without this a reload aborts running requests.
process_control_timeout = 20s

${poolOf(VISITORS, host)}
pm = static
pm.max_children = ${workers.visitors}
`;

/**
 * Long imports run here and leave the visitors' workers free. max_execution_time counts processor time; a database query
 * may take as long as the request.
 */
export function membersConfig(host: HostDeclaration, workers: Workers, php: Php): Template {
  const pool = membersPool(php);
  return `; ${WRITTEN.replace('# ', '')}
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
; The page shows which host served it.
env[FLOTILLA_HOST] = ${host.name}
env[FLOTILLA_REGION] = ${host.region}`;

/** The beginning of a pool's section: its user and its socket. */
const listening = (pool: string, socket: string): Template => `[${pool}]
user = www-data
group = www-data
listen = ${socket}
listen.owner = www-data
listen.group = www-data
listen.mode = 0660
`;

/**
 * Decides which uploads nginx may send (uploads.php). The site's workers never open the share to serve a visitor, so a
 * hung share blocks only this pool.
 */
export const uploadsPool = (): Template => `; ${WRITTEN.replace('# ', '')}
${listening('flotilla-uploads', `${PHP_RUN}/flotilla-uploads.sock`)}pm = ondemand
pm.max_children = 4
pm.process_idle_timeout = 60s
pm.max_requests = 10000
request_terminate_timeout = 15s
php_admin_value[auto_prepend_file] = none
php_admin_flag[zlib.output_compression] = off
security.limit_extensions = .php
`;

/** The settings of this pool and of FPM itself. Other pools are not ours. */
export const poolSettings = (php: string, { name }: Pool, pool: Template): Settings => ({
  program: 'PHP-FPM',
  ask: unlessRefused(
    `php-fpm${php} -tt`,
    `echo "$said" | sed 's/^\\[[^]]*\\] NOTICE: *//' | awk '/^\\[/ { ours = /^\\[(${name}|global)\\]/; next } ours && / = /'`,
  ),
  wanted: { ...ACCEPTED, ...settingsIn(pool) },
  files: [`/etc/php/${php}/fpm/pool.d/*.conf`, `/etc/php/${php}/fpm/php-fpm.conf`],
});
