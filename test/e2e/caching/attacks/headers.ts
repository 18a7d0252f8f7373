/** Hosts have no proxy in front of them, so no header of a proxy may reach PHP. */
export const FORGED = [
  ...[
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Scheme',
    'X-Forwarded-Port',
    'X-Forwarded-Server',
  ],
  ...[
    'X-Forwarded-Prefix',
    'X-Forwarded-Path',
    'X-Forwarded-Ssl',
    'X-Forwarded-For',
    'X-Forwarded',
    'Forwarded',
  ],
  ...['X-Forwarded-Uri', 'X-Forwarded-Protocol', 'X-Forwarded-By', 'Forwarded-For-Ip', 'Forwarded-Proto'],
  ...[
    'X-Host',
    'X-Original-Host',
    'X-Original-URL',
    'X-Original-URI',
    'X-Rewrite-URL',
    'X-HTTP-Host-Override',
  ],
  ...[
    'X-HTTP-Destinationurl',
    'Base-Url',
    'Request-Uri',
    'X-Proxy-Url',
    'Destination',
    'X-Arr-Ssl',
    'X-Proto',
  ],
  ...['X-Real-IP', 'X-Client-IP', 'Client-IP', 'True-Client-IP', 'X-Cluster-Client-IP', 'CF-Connecting-IP'],
  ...[
    'X-Remote-Addr',
    'X-Remote-IP',
    'X-Originating-IP',
    'Fastly-Client-IP',
    'X-ProxyUser-Ip',
    'X-Sucuri-ClientIP',
  ],
  ...[
    'CF-IPCountry',
    'CF-Visitor',
    'CloudFront-Forwarded-Proto',
    'Front-End-Https',
    'X-Scheme',
    'X-Url-Scheme',
  ],
  ...[
    'GeoIP-Country-Code',
    'X-GeoIP-Country',
    'CloudFront-Viewer-Country',
    'X-Country-Code',
    'X-AppEngine-Country',
  ],
  ...['Proxy', 'X_Forwarded_Host', 'X.Forwarded.Host', 'X-Forwarded-Host '],
];
/** Each requests something other than the page that everyone gets. */
export const PERSONAL = [
  'X-HTTP-Method-Override: POST',
  'X-HTTP-Method: DELETE',
  'X-Method-Override: PUT',
  'Origin: https://evil.example',
  'Authorization: Basic ZXZpbC5leGFtcGxlOng=',
  'X-Requested-With: XMLHttpRequest',
  'X-WP-Nonce: evil.example',
  'Accept: application/evil.example',
  'Content-Length: 0',
];
/** As PHP reads the names of cookies: a dot, a blank and an open bracket become an underscore. */
export const COOKIES = [
  ...['wordpress_logged_in_x', 'wordpress.logged_in_x', 'wordpress[logged_in_x', 'wordpress logged_in_x'],
  ...['comment_author_x', 'comment.author_x', 'comment.author.x', 'comment author_x', 'comment[author_x'],
  ...[
    'wp-postpass_x',
    'wp-postpass.x',
    'wp-postpass[x',
    'wp-postpass x',
    'wordpress.sec.x',
    'wordpress.no.cache',
  ],
  ...[
    'wp_woocommerce_session_x',
    'woocommerce.cart.hash',
    'edd.items.in.cart',
    'PHPSESSID',
    'currency',
    '__Host-lang',
  ],
];
