import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../template.ts';
import { WRITTEN } from '../shared.ts';

export const PHP_RUN = '/run/php';
export const PHP_SOCKET = `${PHP_RUN}/flotilla.sock`;
export const UPLOADS_PHP_SOCKET = `${PHP_RUN}/flotilla-uploads.sock`;

/**
 * Takes the place of Debian's file of this name, which gives the directory to PHP's user. PHP-FPM's master, as root, makes
 * its socket and its PID file there and gives the socket away: what the sites' code puts in their place, it would follow.
 */
export const phpRun = (): Template => `${WRITTEN}\nd ${PHP_RUN} 0755 root root -\n`;

/**
 * What Debian, nginx, OpenVPN and the opcache take together; and a worker, which holds 50 MiB serving WordPress and more
 * while it makes an upload's smaller pictures.
 */
const SYSTEM_MIB = 420;
const WORKER_MIB = 80;

export const phpWorkers = (memory: number): number =>
  Math.max(3, Math.floor((memory - SYSTEM_MIB) / WORKER_MIB));

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
 * All workers from the start: a host that bears them when idle also bears the rush, and a busy one cannot run out of
 * memory by growing. No request outlives a minute, whatever it waits for.
 */
export const phpPool = (
  { name, region }: HostDeclaration,
  memory: number,
): Template => `; Written by flotilla.
[global]
; Without it a reload cuts off the requests under way.
process_control_timeout = 20s

${listening('flotilla', PHP_SOCKET)}pm = static
pm.max_children = ${phpWorkers(memory)}
pm.max_requests = 1000
request_terminate_timeout = 60s
catch_workers_output = yes
decorate_workers_output = no
security.limit_extensions = .php
; For the page that says who served it.
env[FLOTILLA_HOST] = ${name}
env[FLOTILLA_REGION] = ${region}
`;

/**
 * Decides which uploads are given (uploads-php.ts), beside the site's workers: those never open the share to serve a
 * visitor, so a share that hangs holds up these alone.
 */
export const uploadsPool = (): Template => `; Written by flotilla.
${listening('flotilla-uploads', UPLOADS_PHP_SOCKET)}pm = ondemand
pm.max_children = 4
pm.process_idle_timeout = 60s
pm.max_requests = 10000
request_terminate_timeout = 15s
php_admin_value[auto_prepend_file] = none
php_admin_flag[zlib.output_compression] = off
security.limit_extensions = .php
`;
