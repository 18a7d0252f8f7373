import type { Template } from '../../../lib/template.ts';
import { textOf } from '../texts.ts';

/**
 * What nginx stores as a page, and by which key (`page-cache.conf`). `page.php` says how long a page may be kept
 * (`Cache-Control`) and leaves WordPress's own header alone.
 */
export const pageCache = (): Template =>
  textOf('web/page-cache.conf', {
    personalCookies: PERSONAL_COOKIES.map(asPhpReads).join('|'),
    readByPlugins: READ_BY_PLUGINS.join('|'),
    personalHeaders: PERSONAL_HEADERS.map((name) => `$http_${name}`).join(''),
    onlyPageTypes: only(PAGE_TYPES),
    onlyFeedTypes: only(FEED_TYPES),
    keptQuery: withoutTracking('asked_query', 'kept_query'),
    keptArgs: withoutTracking('args', 'kept_args'),
  });

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
 * Parts of the names of cookies that plugins read on the server. Cookies that scripts in the browser set begin with an
 * underscore, e.g. `_ga`, `_hjSession`.
 */
const READ_BY_PLUGINS = [
  ...['[Ss]ess', 'SESS', '[Cc]urrency', '[Ll]ang', 'LANG', '[Cc]ountry', '[Ll]ocation', '[Cc]art'],
  ...['[Ww]ishlist', '[Aa]uth', '[Tt]oken', '[Ll]ogged', '[Mm]ember'],
];

/** PHP turns a dot, a blank and an open bracket in the name of a cookie into an underscore. */
const asPhpReads = (name: string): string => name.replaceAll('_', '[_. \\[]');

/** A request with one of these is for something other than the page that everyone gets, or has a body. */
const PERSONAL_HEADERS = [
  ...['authorization', 'x_http_method_override', 'x_http_method', 'x_method_override'],
  ...['x_wp_nonce', 'x_pjax', 'hx_request', 'turbo_frame', 'x_inertia', 'x_livewire', 'origin', 'signature'],
  ...['content_length', 'transfer_encoding'],
];

/** Media types that browsers accept when they request a page. */
const PAGE_TYPES = [
  ...['text/html', 'application/xhtml\\+xml', 'application/xml', 'text/\\*', 'image/[\\w.+*-]+'],
  ...['application/signed-exchange', '\\*/\\*'],
];
const FEED_TYPES = [...PAGE_TYPES, 'application/(rss|atom|rdf)\\+xml', 'text/xml'];
const only = (types: readonly string[]): string => `\\s*((${types.join('|')})\\s*(;[^,]*)?(,\\s*|$))+`;

/** Parameters that only show an analytics script where a visitor came from; no page depends on them. */
const TRACKING = [
  'utm_[^=&]*',
  'mtm_[^=&]*',
  'pk_[^=&]*',
  'piwik_[^=&]*',
  'matomo_[^=&]*',
  'hsa_[^=&]*',
  'fb_(?:action_ids|action_types|source)',
  ...['fbclid', 'gclid', 'gclsrc', 'gbraid', 'wbraid', 'dclid', 'gad_source', 'gad_campaignid', 'srsltid'],
  ...['msclkid', 'twclid', 'ttclid', 'li_fat_id', 'igshid', 'igsh', 'yclid', '_openstat', 'epik', 'ScCid'],
  ...['mc_cid', 'mc_eid', 'mkt_tok', '_hsenc', '_hsmi', '__hssc', '__hstc', 'hsCtaTracking', 'vero_id'],
  ...['vero_conv', 'wickedid', 'oly_anon_id', 'oly_enc_id', 'rb_clickid', '_branch_match_id', '_ga', '_gl'],
];
const ONE = `(?:${TRACKING.join('|')})(?:=[^&]*)?`;
/** Each step removes one unbroken run of tracking parameters. A link with more runs only gets a key of its own. */
const RUNS = 4;

/** Defines `$<to>`: the query `$<from>` without tracking parameters; the other parameters keep their order. */
function withoutTracking(from: string, to: string): Template {
  const steps = Array.from({ length: RUNS }, (_, step) => {
    const source = step === 0 ? from : `${to}_${step}`;
    const [before, after] = [`${to}_a${step}`, `${to}_b${step}`];
    return `	map $${source} $${to}_${step + 1} {
		default $${source};
		'~^(?<${before}>(?:.*?&)?)(?:${ONE}(?:&|$))+(?<${after}>.*)$' $${before}$${after};
	}`;
  });
  return `${steps.join('\n')}
	map $${to}_${RUNS} $${to} {
		default $${to}_${RUNS};
		'~^(?<${to}_whole>.*?)&+$' $${to}_whole;
	}`;
}

/**
 * Headers by which a proxy or a CDN names the site, the address, the visitor or the visitor's country, as PHP spells them.
 * Hosts have no proxy in front of them, so a request with such a header is forged. These headers are not in the cache's key:
 * a plugin that trusts one would render a page for everyone from one visitor's claim.
 */
export const FORGED_HEADERS = [
  ...[
    'FOR',
    'HOST',
    'PROTO',
    'PROTOCOL',
    'PORT',
    'SERVER',
    'PREFIX',
    'PATH',
    'URI',
    'SCHEME',
    'SSL',
    'BY',
  ].map((name) => `X_FORWARDED_${name}`),
  ...['X_FORWARDED', 'FORWARDED', 'FORWARDED_FOR', 'FORWARDED_FOR_IP', 'FORWARDED_PROTO'],
  ...['X_HOST', 'X_ORIGINAL_HOST', 'X_HTTP_HOST_OVERRIDE'],
  ...['X_ORIGINAL_URL', 'X_ORIGINAL_URI', 'X_REWRITE_URL', 'X_PROXY_URL', 'X_HTTP_DESTINATIONURL'],
  ...['BASE_URL', 'REQUEST_URI', 'DESTINATION'],
  ...['X_REAL_IP', 'X_CLIENT_IP', 'CLIENT_IP', 'TRUE_CLIENT_IP', 'X_CLUSTER_CLIENT_IP', 'X_REMOTE_IP'],
  ...['X_REMOTE_ADDR', 'X_ORIGINATING_IP', 'X_PROXYUSER_IP', 'X_SUCURI_CLIENTIP', 'FASTLY_CLIENT_IP'],
  ...['CF_CONNECTING_IP', 'CF_IPCOUNTRY', 'CF_VISITOR', 'CLOUDFRONT_FORWARDED_PROTO'],
  ...['FRONT_END_HTTPS', 'X_ARR_SSL', 'X_PROTO', 'X_SCHEME', 'X_URL_SCHEME'],
  ...['GEOIP_COUNTRY_CODE', 'X_GEOIP_COUNTRY', 'X_COUNTRY_CODE', 'X_APPENGINE_COUNTRY'],
  'CLOUDFRONT_VIEWER_COUNTRY',
];
