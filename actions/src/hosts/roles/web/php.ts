import type { Template } from '../../template.ts';
import { WRITTEN } from '../shared.ts';

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
