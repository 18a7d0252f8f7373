import type { Declaration } from '../../../declaration/declaration.ts';
import { type Redirect, redirects, siteNames } from '../../../declaration/site-names.ts';
import type { Template } from '../../../lib/template.ts';
import type { Distribution } from '../distribution.ts';
import { CONTENT_LIVE, WRITTEN } from '../shared.ts';
import { floodGuards } from './flood.ts';
import { HSTS_CONFIG } from './tls.ts';
import { uploadsLocation } from './uploads.ts';

/** Each name gives the site or leads to it; any other is refused, on HTTPS before a certificate is shown. */
export const siteConfig = (declaration: Declaration, { http2 }: Distribution): Template => `${WRITTEN}
include /etc/nginx/flotilla/tls.conf;

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
	# For a request that names another site than its handshake did.
	return 421;
}

${toHttps(declaration).join('\n')}
${redirects(declaration)
  .map((redirect) => redirectServer(redirect, http2))
  .join('\n')}
server {
${https(http2)}
	server_name ${siteNames(declaration).join(' ')};
	index index.php;
	# Requests of people who are logged in may take longer, in workers of their own.
	error_page 418 = @members;

	# Behind a "#" nginx sees no parameters, but the cache's key and REQUEST_URI would have them: one page could be stored at
	# the address of another.
	if ($request_uri ~ "#") {
		return 400;
	}

	# WordPress and its content by one look at the link, so that no request takes the one from before a switch and the
	# other from after it. Done again when a file that is not there leads on to index.php.
	root $release$part;
	set $part '';
	set $release ${CONTENT_LIVE};
	set $release $realpath_root;
	if ($uri !~ ^/wp-content/) {
		set $part /core;
	}

	# Yours, from cluster/nginx/.
	include /etc/nginx/flotilla.d/*.conf;
${locations()}}
`;

/** At once to where the name leads over HTTPS. */
const toHttps = (declaration: Declaration): string[] => {
  const all = redirects(declaration);
  const groups = [
    ...siteNames(declaration).map((to) => ({ from: [to], to })),
    ...all.map(({ from, to }) => ({ from, to })),
  ];
  const targets = [...new Set(groups.map(({ to }) => to))];
  return targets.map((to) => {
    const from = groups.filter((group) => group.to === to).flatMap((group) => group.from);
    return `server {
	listen 80;
	listen [::]:80;
	server_name ${from.join(' ')};
	return 301 https://${to}$request_uri;
}
`;
  });
};

/** A browser that kept the redirect for good would run in a circle once the site moves back. */
const redirectServer = ({ from, to }: Redirect, http2: Distribution['http2']): string => `server {
${https(http2)}
	server_name ${from.join(' ')};
	add_header Cache-Control no-cache always;
	include ${HSTS_CONFIG};
	return 301 https://${to}$request_uri;
}
`;

const https = (http2: Distribution['http2']): string => {
  const word = http2 === 'listen' ? ' http2' : '';
  const directive = http2 === 'directive' ? '\n\thttp2 on;' : '';
  return `	listen 443 ssl${word};
	listen [::]:443 ssl${word};${directive}`;
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

${floodGuards()}

	location ~ \\.php$ {
		if ($member) {
			return 418;
		}
		try_files $uri =404;
		include /etc/nginx/flotilla/fastcgi.conf;
	}
	location @members {
		try_files $uri =404;
		include /etc/nginx/flotilla/members.conf;
	}
	location @visitors {
		include /etc/nginx/flotilla/fastcgi.conf;
	}

	location ~* \\.(css|js|mjs|cjs|map|json|webmanifest|wasm|xml|txt|vtt|srt|woff2?|ttf|otf|ttc|eot|svg|ico|gif|png|apng|jpe?g|jxl|webp|avif|hei[cf]|mp[34]|m4[av]|ogg|og[av]|opus|wav|flac|aac|webm|mov|pdf)$ {
		try_files $uri /index.php?$args;
		add_header Cache-Control $file_lifetime;
		include ${HSTS_CONFIG};
		add_header X-Content-Type-Options nosniff always;
	}
`;
