import type { Template } from '../../template.ts';

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

const PERSONAL_PATHS = [
  '^/wp-admin/',
  '^/wp-(login|cron|signup|activate|comments-post|trackback)\\.php',
  '^/wp-json/',
  '^/xmlrpc\\.php',
  '/(cart|basket|checkout|my-account|addons)(/|\\?|$)',
  '[?&](preview|rest_route|add-to-cart|wc-ajax|wc-api|customize_changeset_uuid)=',
];

/**
 * For how long a page is kept is said by page.php (`Cache-Control`), which leaves WordPress's own word alone. Kept for
 * a month though it is fresh for seconds: when the primary is gone, an old page is what readers get.
 *
 * Pages are stored as PHP compressed them, one for browsers that take gzip and one for the rest; compressing at every
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
		'~(^|;\\s*)(${PERSONAL_COOKIES.join('|')})' 1;
	}
	map $request_uri $personal_path {
		default '';
${PERSONAL_PATHS.map((path) => `		'~${path}' 1;`).join('\n')}
	}
	# What page.php says is meant for the cache here; a browser that kept pages would show a reader's own yesterday.
	map $upstream_http_cache_control $page_cache_control {
		default $upstream_http_cache_control;
		'~s-maxage' 'no-cache';
	}
`;
