import type { Template } from '../../../lib/template.ts';
import { UPLOADS, WRITTEN } from '../shared.ts';
import { MEDIA_TYPES_CONFIG } from './media-types.ts';
import { UPLOADS_PHP_SOCKET } from './pool.ts';
import { HSTS_CONFIG } from './tls.ts';

export const UPLOADS_PHP = '/usr/local/lib/flotilla/uploads.php';
const SOCKET = '/run/flotilla-uploads/http.sock';

/**
 * The share is read by an nginx of its own. To open a file of a hung share blocks a whole nginx worker for as long as
 * the share hangs; so it is this one's, and the one that serves the site asks it as it would another machine: with
 * time limits, and with a cache on the local disk that goes on serving when the primary is gone.
 */
export const uploadsConfig = (): Template => `${WRITTEN}
worker_processes 4;
pid /run/flotilla-uploads/nginx.pid;
error_log stderr;

events {
	worker_connections 512;
}

http {
	include ${MEDIA_TYPES_CONFIG};
	default_type application/octet-stream;
	sendfile on;
	access_log off;
	server_tokens off;
	client_body_temp_path /run/flotilla-uploads/body;
	proxy_temp_path /run/flotilla-uploads/proxy;
	fastcgi_temp_path /run/flotilla-uploads/fastcgi;
	uwsgi_temp_path /run/flotilla-uploads/uwsgi;
	scgi_temp_path /run/flotilla-uploads/scgi;

	map $settled $kept_etag {
		default $sent_http_etag;
		'' '';
	}
	map $settled $kept_date {
		default $sent_http_last_modified;
		'' '';
	}

	server {
		listen unix:${SOCKET};
		location /wp-content/uploads/ {
			set $asked $uri;
			auth_request /may-be-given;
			auth_request_set $settled $upstream_http_x_settled;
			error_page 403 = @missing;
			error_page 500 = @unreadable;
			alias ${UPLOADS}/;
			# PHP can make links there; none leads out of the share.
			disable_symlinks on from=${UPLOADS};
			# For the nginx in front alone, which adds Strict-Transport-Security.
			add_header ETag $kept_etag;
			add_header Last-Modified $kept_date;
			# Kept, but never believed without asking here.
			add_header X-Accel-Expires @1;
		}
		location = /may-be-given {
			internal;
			fastcgi_pass unix:${UPLOADS_PHP_SOCKET};
			fastcgi_pass_request_body off;
			fastcgi_read_timeout 15s;
			fastcgi_param SCRIPT_FILENAME ${UPLOADS_PHP};
			fastcgi_param REQUEST_METHOD GET;
			fastcgi_param FLOTILLA_URI $asked;
		}
		location @missing {
			return 404;
		}
		location @unreadable {
			return 502;
		}
	}
}
`;

export const uploadsUnit = (): Template => `${WRITTEN}
[Unit]
Description=Reads the uploads' share for nginx
After=network.target
StartLimitIntervalSec=0

[Service]
User=www-data
Group=www-data
RuntimeDirectory=flotilla-uploads
# Started counts only when nginx listens and heeds signals: a reload that comes sooner would end it.
Type=forking
PIDFile=/run/flotilla-uploads/nginx.pid
ExecStart=/usr/sbin/nginx -e stderr -c /etc/nginx/flotilla/uploads.conf
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
TimeoutStopSec=5
CapabilityBoundingSet=
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full

[Install]
WantedBy=multi-user.target
`;

export const uploadsCache =
  (): Template => `	proxy_cache_path /var/cache/nginx/uploads levels=1:2 keys_zone=uploads:10m inactive=90d max_size=1g min_free=1g use_temp_path=off;
	# Twice the same, or nginx would never count it as failed: while the share hangs, readers get old copies at once.
	upstream uploads {
		zone uploads_servers 64k;
		server unix:${SOCKET} max_fails=1 fail_timeout=15s;
		server unix:${SOCKET} max_fails=1 fail_timeout=15s;
		keepalive 4;
	}
	# Long only where the address changes with the content: a time or a digest as the version, or a digest in the name.
	# What PHP gives out (X-Accel-Redirect) has PHP's own word.
	map $granted|$uri?$args $upload_lifetime {
		default no-cache;
		'~^[^|]' '';
		'~[?&](ver|v|version|rev|hash|m|t|_t)=[0-9a-f]{8,}(&|$)' max-age=2592000;
		'~^[^?]*[0-9a-f]{32}[^/?]*\\?' max-age=2592000;
	}
`;

/**
 * An upload may change under its name, so each request asks for its date (`X-Accel-Expires: @1` above). The key has no
 * parameters: a new address never meets an old copy, and made-up ones fill no disk.
 */
export const uploadsLocation = (): Template => `	location ^~ /wp-content/uploads/ {
		location ~* \\.(php\\d?|phtml|phar)(/|$) {
			return 404;
		}
		location ~ /\\. {
			return 404;
		}
		limit_except GET {
			deny all;
		}
		# What PHP hands out by X-Accel-Redirect is one visitor's: nothing protects it here, and no one keeps it.
		set $granted $upstream_http_x_accel_redirect;
		proxy_pass http://uploads;
		proxy_http_version 1.1;
		proxy_set_header Connection '';
		proxy_set_header X-Granted $granted;
		proxy_connect_timeout 2s;
		proxy_read_timeout 5s;
		proxy_next_upstream off;
		proxy_cache uploads;
		proxy_cache_key upload:$uri;
		proxy_cache_bypass $granted;
		proxy_no_cache $granted;
		proxy_cache_revalidate on;
		proxy_cache_lock on;
		proxy_cache_use_stale error timeout http_500 http_502 http_503 http_504;
		add_header Cache-Control $upload_lifetime;
		add_header X-Cache $upstream_cache_status always;
		include ${HSTS_CONFIG};
		add_header X-Content-Type-Options nosniff always;
	}
	# As plugins name a file to X-Accel-Redirect: by its path.
	location ~ ^/srv/(www/content/(releases/\\w+|first)/wp-content|flotilla)/uploads/ {
		internal;
		rewrite ^.*?/uploads/(.*)$ /wp-content/uploads/$1 last;
	}
`;
