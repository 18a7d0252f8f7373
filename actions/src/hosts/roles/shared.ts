/** Names that several roles use. */
export const VPN_INTERFACE = 'tun-flotilla';
/** OpenVPN's port, registered with IANA. */
export const VPN_PORT = 1194;
export const UPLOADS = '/srv/flotilla/uploads';
export const TLS_SHARE = '/srv/flotilla/tls';
export const TLS_DIRECTORY = '/etc/flotilla/tls';
export const AUTHORIZED_KEYS = '/root/.ssh/authorized_keys';
/** One directory above the core: WordPress looks there too, and nginx never serves it. */
export const WP_CONFIG = '/srv/www/core/wp-config.php';
/** Releases, and the link to the live one. Each release holds the folder `wp-content` and the link `core`. */
export const CONTENT = '/srv/www/content';
export const CONTENT_LIVE = `${CONTENT}/current`;
/** WordPress of the live release. */
export const WEB_ROOT = `${CONTENT_LIVE}/core`;
/** Written each time a release was verified as served. */
export const CONTENT_HISTORY = `${CONTENT}/history`;

/** Each host keeps this file once the site was installed. From then on, a database without the site is a loss, not a new cluster. */
export const SITE_SEEN = '/var/lib/flotilla/site-seen';

/** First line of every file we write where `#` starts a comment. */
export const WRITTEN = '# Written by flotilla; a change made here is undone by the next apply.';
