import type { Template } from '../../template.ts';
import type { Distribution } from '../distribution.ts';
import { CONTENT_LIVE, WEB_ROOT, WRITTEN } from '../shared.ts';
import { HSTS } from './tls.ts';
import { uploadsLocation } from './uploads.ts';

/** Plain HTTP and `www` lead to the site; any other name is refused, on HTTPS before a certificate is shown. */
export const siteConfig = (domain: string, { http2 }: Distribution): Template => `${WRITTEN}
# Looked up anew (volatile) when a file of the content that is not there leads on to index.php.
map $uri $site_root {
	volatile;
	default ${WEB_ROOT};
	~^/wp-content/ ${CONTENT_LIVE};
}

server {
	listen 80 default_server;
	listen [::]:80 default_server;
	server_name _;
	return 444;
}

server {
	listen 443 ssl default_server;
	listen [::]:443 ssl default_server;
	server_name _;
	ssl_reject_handshake on;
}

server {
	listen 80;
	listen [::]:80;
	server_name ${domain} www.${domain};
	return 301 https://${domain}$request_uri;
}

server {
${https(http2)}
	server_name www.${domain};
	add_header Strict-Transport-Security '${HSTS}' always;
	return 301 https://${domain}$request_uri;
}

server {
${https(http2)}
	server_name ${domain};
	root $site_root;
	index index.php;

	# Yours, from cluster/nginx/.
	include /etc/nginx/flotilla.d/*.conf;
${locations()}}
`;

const https = (http2: Distribution['http2']): string => {
  const word = http2 === 'listen' ? ' http2' : '';
  const directive = http2 === 'directive' ? '\n\thttp2 on;' : '';
  return `	listen 443 ssl${word};
	listen [::]:443 ssl${word};${directive}
	include /etc/nginx/flotilla/tls.conf;`;
};

/** In nginx an exact location wins, then `^~`, then the first expression that matches: the refusals come first. */
const locations = (): string => `
	location / {
		try_files $uri $uri/ /index.php?$args;
	}

${uploadsLocation()}
	location ~ /\\.(?!well-known/) {
		return 404;
	}

	location ~* ^/(wp-config.*\\.php|readme\\.html|license\\.txt|wp-admin/(install|setup-config)\\.php|wp-cron\\.php|wp-includes/.+\\.php|wp-content/.+\\.log)$ {
		return 404;
	}

	location ~ ^/(wp-login|xmlrpc)\\.php$ {
		limit_req zone=passwords burst=10 nodelay;
		include /etc/nginx/flotilla/fastcgi.conf;
	}

	location ~ \\.php$ {
		try_files $uri =404;
		include /etc/nginx/flotilla/fastcgi.conf;
	}

	# WordPress puts a version into the address of its styles and scripts: a new one is a new address.
	location ~* \\.(css|js|mjs|map|json|woff2?|ttf|otf|eot|svg|ico|gif|png|jpe?g|webp|avif|mp4|webm|pdf)$ {
		try_files $uri /index.php?$args;
		expires 30d;
		add_header Strict-Transport-Security '${HSTS}' always;
		add_header X-Content-Type-Options nosniff always;
	}
`;
