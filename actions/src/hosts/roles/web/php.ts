import type { Template } from '../../template.ts';
import { CONTENT_HISTORY, CONTENT_LIVE, WRITTEN } from '../shared.ts';

/**
 * No open_basedir: it turns off PHP's cache of paths, and what PHP must not read is closed by file permissions.
 * default_socket_timeout is what mysqlnd waits for a connection: a dead primary must fail before readers give up.
 * opcache looks for changed files, but a release has a path of its own, so it hardly ever finds one.
 */
export const phpIni = (prepended: string): Template => `; Written by flotilla.
auto_prepend_file = ${prepended}
zlib.output_compression = On
cgi.fix_pathinfo = 0
expose_php = Off
display_errors = Off
log_errors = On
error_log = syslog
syslog.ident = php
disable_functions = exec,passthru,shell_exec,system,popen,proc_open,dl
open_basedir = none

memory_limit = 128M
upload_max_filesize = 64M
post_max_size = 64M
max_execution_time = 55
max_input_vars = 3000
default_socket_timeout = 5
mysqlnd.net_read_timeout = 45

realpath_cache_size = 4M
opcache.enable = 1
opcache.memory_consumption = 96
opcache.interned_strings_buffer = 16
opcache.max_accelerated_files = 10000
opcache.revalidate_freq = 5
opcache.jit = disable
`;

/**
 * Says of every page of which WordPress says nothing itself how long nginx may keep it: fresh for 10 s, so what is
 * published on one host is soon seen on all; shown for 10 minutes more while it is fetched anew behind the reader's
 * back. What went wrong, and what sets a cookie, is kept by no one; nor is a page that was begun before the host switched
 * to another release of the content.
 *
 * Once a switch, the opcache is begun anew where it is more than half full: it keeps the scripts of retired releases, does
 * not count them as waste, and when full takes none of the new one's.
 */
export const pagePhp = (): Template => `<?php
${WRITTEN.replace('#', '//')}
isset($_SERVER['FLOTILLA_PROOF']) && require __DIR__ . '/proof.php';
header_register_callback(static function (): void {
    if (defined('WP_CONTENT_DIR')) {
        header('X-Release: ' . basename(dirname(WP_CONTENT_DIR)));
        if (dirname(WP_CONTENT_DIR) !== readlink('${CONTENT_LIVE}')) {
            header('Cache-Control: no-store');
        }
    }
    foreach (headers_list() as $header) {
        if (preg_match('/^(cache-control|set-cookie):/i', $header)) {
            return;
        }
    }
    if (in_array(http_response_code(), [200, 301, 404], true)) {
        header('Cache-Control: s-maxage=10, stale-while-revalidate=600');
    }
});
register_shutdown_function(static function (): void {
    $status = opcache_get_status(false);
    if ($status === false || $status['memory_usage']['used_memory'] < $status['memory_usage']['free_memory']) {
        return;
    }
    $since = max($status['opcache_statistics']['start_time'], $status['opcache_statistics']['last_restart_time']);
    if (is_file('${CONTENT_HISTORY}') && filemtime('${CONTENT_HISTORY}') >= $since) {
        opcache_reset();
    }
});
`;

/** What PHP runs is the site's own code and its plugins': it gets nothing of the system to write to. */
export const phpUnit = (): Template => `${WRITTEN}
[Service]
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=full
ProtectKernelTunables=yes
ProtectControlGroups=yes
`;
