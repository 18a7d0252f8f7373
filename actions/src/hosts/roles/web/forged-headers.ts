/**
 * Headers by which a proxy or a CDN names the site, the address, the visitor or the visitor's country, as PHP spells them.
 * No proxy stands in front of a host, so a request that carries one is forged. They are not in the cache's key: a plugin that
 * believes one would make a page for everybody from what one visitor says.
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
