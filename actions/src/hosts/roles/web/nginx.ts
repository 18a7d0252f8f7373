import type { Php } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';
import { floodZones } from './flood.ts';
import { MEDIA_TYPES_CONFIG } from './media-types.ts';
import { pageCache } from './page-cache.ts';
import { requestMiB } from './php.ts';
import { uploadsCache } from './uploads.ts';

/** The whole of nginx.conf: Debian's says some of these things too, and nginx takes each only once. */
export const nginxConfig = (php: Php): Template => `${WRITTEN}
user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
# A reload ends no download. Idle connections close at once.
worker_shutdown_timeout 6h;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 4096;
}

http {
	include ${MEDIA_TYPES_CONFIG};
	default_type application/octet-stream;
	types_hash_max_size 2048;
	server_tokens off;
	sendfile on;
	tcp_nopush on;
	keepalive_timeout 65;
	client_max_body_size ${requestMiB(php)}m;
	client_body_timeout 30s;
	reset_timedout_connection on;

	log_format flotilla '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
		'"$http_referer" "$http_user_agent" $request_time $upstream_cache_status';
	access_log /var/log/nginx/access.log flotilla buffer=32k flush=5s;

	# For files; a page comes compressed from PHP, once for all its readers.
	gzip on;
	gzip_vary on;
	gzip_comp_level 4;
	gzip_min_length 512;
	gzip_types text/css text/plain text/xml text/javascript application/json application/manifest+json application/xml application/rss+xml application/atom+xml application/wasm image/svg+xml image/x-icon font/ttf font/otf;
	brotli on;
	brotli_comp_level 4;
	brotli_min_length 512;
	brotli_types text/css text/plain text/xml text/javascript application/json application/manifest+json application/xml application/rss+xml application/atom+xml application/wasm image/svg+xml image/x-icon font/ttf font/otf;

${floodZones()}
	# By their cookie, who is logged in. PHP checks it, and hands back the requests of those who are not (members-php.ts).
	map $http_cookie $member {
		default '';
		'~(^|;\\s*)wordpress_(logged_in|sec)_' 1;
	}

${pageCache()}
${uploadsCache()}
	# WordPress puts a version into the address of its styles and scripts: a new one is a new address.
	map $args $file_lifetime {
		default no-cache;
		'~(^|&)ver=' max-age=2592000;
	}

	include /etc/nginx/sites-enabled/*;
}
`;
