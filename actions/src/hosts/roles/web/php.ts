import type { Php } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

/** MiB of an upload's form besides the file. */
const FORM_MIB = 8;
/** The largest request. nginx takes no larger one than PHP does. */
export const requestMiB = ({ upload }: Php): number => upload + FORM_MIB;

/**
 * No open_basedir: it turns off PHP's cache of paths, and what PHP must not read is closed by file permissions.
 * default_socket_timeout is what mysqlnd waits for a connection: a dead primary must fail before readers give up.
 * The largest upload comes in a form with other fields. Temporary files lie on the disk: in Debian 13, `/tmp` is memory.
 * max_execution_time counts the processor's time alone; the pools limit the time that passes.
 * opcache looks for changed files, but a release has a path of its own, so it hardly ever finds one.
 */
export const phpIni = (prepended: string, php: Php): Template => `; Written by flotilla.
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

memory_limit = ${php.memory}M
upload_max_filesize = ${php.upload}M
post_max_size = ${requestMiB(php)}M
upload_tmp_dir = /var/tmp
sys_temp_dir = /var/tmp
max_execution_time = 55
max_input_vars = 3000
default_socket_timeout = 5
mysqlnd.net_read_timeout = 45

; sessions.php keeps them in the database.
session.cookie_secure = 1
session.cookie_httponly = 1
session.gc_probability = 1
session.gc_divisor = 1000

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
