import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';
import { FORGED_HEADERS } from './forged-headers.ts';
import type { Pool } from './pool.ts';
import { HSTS_CONFIG } from './tls.ts';

/**
 * `updating` is not among the reasons to serve stale: with it, a page nobody asked for in a week would be shown as it
 * was a week ago. `stale-while-revalidate` from page.php does the same within bounds.
 */
export const fastcgiConfig = (pool: Pool): Template => `${WRITTEN}
include /etc/nginx/fastcgi_params;
# The release's own path, not the link's: opcache then never mistakes a new release for the old one.
fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
fastcgi_param DOCUMENT_ROOT $realpath_root;
fastcgi_param FLOTILLA_RELEASE $release;
fastcgi_param FLOTILLA_PROOF $fresh if_not_empty;
fastcgi_param REQUEST_METHOD $page_method;
fastcgi_param HTTP_ACCEPT_ENCODING $page_encoding;
fastcgi_param REQUEST_URI $page_uri;
fastcgi_param QUERY_STRING $page_args;
fastcgi_param FLOTILLA_PAGE $page_key if_not_empty;
# An absolute request line and the header "Host" may name different sites.
fastcgi_param SERVER_NAME $host;
fastcgi_param HTTP_HOST $host;
# A header "Proxy" would become HTTP_PROXY (httpoxy).
fastcgi_param HTTP_PROXY '';
${FORGED_HEADERS.map((name) => `fastcgi_param HTTP_${name} '' if_not_empty;`).join('\n')}
fastcgi_pass unix:${pool.socket};
fastcgi_connect_timeout 3s;
fastcgi_read_timeout ${pool.seconds + 5}s;
fastcgi_buffers 32 16k;
fastcgi_buffer_size 32k;

fastcgi_cache pages;
fastcgi_cache_key $scheme://$host$page_uri|$page_encoding;
fastcgi_cache_bypass $uncached;
fastcgi_no_cache $uncached $page_varies;
fastcgi_cache_use_stale error timeout invalid_header http_500 http_503;
fastcgi_cache_background_update on;
fastcgi_cache_lock on;
fastcgi_cache_lock_timeout 10s;
# nginx would store a page for each spelling of Accept-Encoding. $page_varies refuses any other "Vary".
fastcgi_ignore_headers Vary Expires;
fastcgi_hide_header Cache-Control;
fastcgi_hide_header X-Begun;
fastcgi_hide_header X-Powered-By;

# nginx inherits none of these where a location adds one of its own.
add_header Cache-Control $page_cache_control always;
add_header X-Cache $upstream_cache_status always;
include ${HSTS_CONFIG};
add_header X-Content-Type-Options nosniff always;
`;
