import type { Template } from '../../template.ts';
import { UPLOADS, WRITTEN } from '../shared.ts';
import { HSTS_CONFIG } from './tls.ts';

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
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	sendfile on;
	access_log off;
	server_tokens off;
	client_body_temp_path /run/flotilla-uploads/body;
	proxy_temp_path /run/flotilla-uploads/proxy;
	fastcgi_temp_path /run/flotilla-uploads/fastcgi;
	uwsgi_temp_path /run/flotilla-uploads/uwsgi;
	scgi_temp_path /run/flotilla-uploads/scgi;

	server {
		listen unix:${SOCKET};
		location /wp-content/uploads/ {
			alias ${UPLOADS}/;
			# PHP can make links there; none leads out of the share.
			disable_symlinks on from=${UPLOADS};
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
	upstream uploads {
		server unix:${SOCKET};
		keepalive 4;
	}
`;

/** An upload hardly ever changes under its name: looked at again every ten minutes, by its date. */
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
		proxy_pass http://uploads;
		proxy_http_version 1.1;
		proxy_set_header Connection '';
		proxy_connect_timeout 2s;
		proxy_read_timeout 10s;
		proxy_cache uploads;
		proxy_cache_key $uri;
		proxy_cache_valid 200 10m;
		proxy_cache_valid 404 5s;
		proxy_cache_revalidate on;
		proxy_cache_lock on;
		proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
		proxy_cache_background_update on;
		expires 30d;
		add_header X-Cache $upstream_cache_status always;
		include ${HSTS_CONFIG};
		add_header X-Content-Type-Options nosniff always;
	}
`;
