import type { Template } from '../../../lib/template.ts';
import { withoutTracking } from './tracking.ts';

/** Names of the cookies that make a page one person's own: WordPress's, and WooCommerce's and EDD's carts. */
const PERSONAL_COOKIES = [
  'wordpress_logged_in_',
  'wordpress_sec_',
  'wp-postpass_',
  'comment_author_',
  'wordpress_no_cache',
  'woocommerce_items_in_cart',
  'woocommerce_cart_hash',
  'wp_woocommerce_session_',
  'edd_items_in_cart',
];

/**
 * Parts of the names of cookies that plugins read on the server. Scripts in the browser start the names of theirs with
 * an underscore, e.g. `_ga`, `_hjSession`.
 */
const READ_BY_PLUGINS = [
  ...['[Ss]ess', 'SESS', '[Cc]urrency', '[Ll]ang', 'LANG', '[Cc]ountry', '[Ll]ocation', '[Cc]art'],
  ...['[Ww]ishlist', '[Aa]uth', '[Tt]oken', '[Ll]ogged', '[Mm]ember'],
];

const PERSONAL_PATHS = [
  '^/wp-admin/',
  '^/wp-(login|cron|signup|activate|comments-post|trackback)\\.php',
  '^/wp-json/',
  '^/xmlrpc\\.php',
  '/(cart|basket|checkout|my-account|addons)(/|\\?|$)',
  '[?&](preview|rest_route|add-to-cart|wc-ajax|wc-api|customize_changeset_uuid)=',
];

/** PHP turns a dot, a blank and an open bracket in the name of a cookie into an underscore. */
const asPhpReads = (name: string): string => name.replaceAll('_', '[_. \\[]');

/** A request with one of these asks for something other than the page that everyone gets, or brings a body. */
const PERSONAL_HEADERS = [
  ...['authorization', 'x_http_method_override', 'x_http_method', 'x_method_override'],
  ...['x_wp_nonce', 'x_pjax', 'hx_request', 'turbo_frame', 'x_inertia', 'x_livewire', 'origin', 'signature'],
  ...['content_length', 'transfer_encoding'],
];

/** Media types that come with a browser's request for a page. */
const PAGE_TYPES = [
  ...['text/html', 'application/xhtml\\+xml', 'application/xml', 'text/\\*', 'image/[\\w.+*-]+'],
  ...['application/signed-exchange', '\\*/\\*'],
];
const FEED_TYPES = [...PAGE_TYPES, 'application/(rss|atom|rdf)\\+xml', 'text/xml'];
const only = (types: readonly string[]): string => `\\s*((${types.join('|')})\\s*(;[^,]*)?(,\\s*|$))+`;
const NAMES_HTML = '(?=.*(text/html|xhtml|(text|\\*)/\\*))';

/**
 * page.php says how long nginx may keep a page (`Cache-Control`) and leaves WordPress's own word alone. nginx keeps a page
 * for a month even if it is fresh for seconds: when the primary is gone, readers get the old page.
 *
 * Pages are stored as PHP compressed them, one for browsers that take gzip and one for the rest; compressing every
 * answer costs more than all else nginx does. So PHP must see no other encoding than the key does.
 */
export const pageCache =
  (): Template => `	fastcgi_cache_path /var/cache/nginx/pages levels=1:2 keys_zone=pages:10m inactive=30d max_size=512m min_free=1g use_temp_path=off;

	map $http_accept_encoding $page_encoding {
		default '';
		'~*gzip\\s*;\\s*q=0(\\.0*)?\\s*(,|$)' '';
		'~*gzip' gzip;
	}
	# A HEAD is asked of PHP as a GET, or an empty page would be kept for all.
	map $request_method $page_method {
		default $request_method;
		HEAD GET;
	}
	map $request_method $personal_method {
		default 1;
		GET '';
		HEAD '';
	}
	# The host proves itself at this address (hosts/remote/host/page.py), where a page is made for each request. The kernel
	# takes no packet for it from outside.
	map $server_addr $fresh {
		default '';
		'127.0.0.2' 1;
	}
	map $http_cookie $personal_cookie {
		default '';
		'~(^|;\\s*)(${PERSONAL_COOKIES.map(asPhpReads).join('|')})' 1;
		'~(^|;\\s*)(__(Host|Secure)-)?(?!_)[^=;]*(${READ_BY_PLUGINS.join('|')})[^=;]*=' 1;
	}
	map $request_uri $personal_path {
		default '';
${PERSONAL_PATHS.map((path) => `		'~${path}' 1;`).join('\n')}
	}
	# Apps on Android put their name there, and ask for pages like anyone else.
	map $http_x_requested_with $script {
		default '';
		XMLHttpRequest 1;
	}
	map "$script${PERSONAL_HEADERS.map((name) => `$http_${name}`).join('')}" $personal_header {
		default 1;
		'' '';
	}
	# A plugin may answer "Accept: application/activity+json" with something that is no page.
	map $request_uri $feed {
		default page;
		'~^[^?]*/(feed|rss|rss2|atom|rdf)(/|\\?|$)' feed;
	}
	map $feed:$http_accept $other_type {
		default 1;
		'~^(page|feed):$' '';
		'~*^page:${NAMES_HTML}${only(PAGE_TYPES)}$' '';
		'~*^feed:${only(FEED_TYPES)}$' '';
	}
	map "$fresh$personal_method$personal_cookie$personal_path$personal_header$other_type" $uncached {
		default 1;
		'' '';
	}

	# Tracking parameters are in neither the key nor what PHP makes the page from.
	map $request_uri $asked_path {
		'~^(?<asked_path_found>[^?]*)' $asked_path_found;
	}
	map $request_uri $asked_query {
		default '';
		'~\\?(?<asked_query_found>.*)$' $asked_query_found;
	}
${withoutTracking('asked_query', 'kept_query')}
${withoutTracking('args', 'kept_args')}
	map $kept_query $kept_uri {
		default $asked_path?$kept_query;
		'' $asked_path;
	}
	map $uncached $page_uri {
		default $request_uri;
		'' $kept_uri;
	}
	map $uncached $page_args {
		default $args;
		'' $kept_args;
	}
	# What page.php removes a page by that may not be stored any more; empty where nginx asks no cache.
	map $uncached $page_key {
		default '';
		'' $scheme://$host$kept_uri|;
	}

	map $upstream_http_vary $page_varies {
		default 1;
		'' '';
		'~*^(accept-encoding|[\\s,])*$' '';
	}
	# What page.php says is meant for the cache here; a browser that kept pages would show a reader's own yesterday.
	map $upstream_http_cache_control $page_cache_control {
		default $upstream_http_cache_control;
		'~s-maxage' 'no-cache';
	}
`;
