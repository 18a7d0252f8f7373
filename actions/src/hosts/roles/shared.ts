/** Names that more than one role relies on. */
export const VPN_INTERFACE = 'tun-flotilla';
/** OpenVPN's port, registered with IANA. */
export const VPN_PORT = 1194;
export const UPLOADS = '/srv/flotilla/uploads';
export const TLS_SHARE = '/srv/flotilla/tls';
export const TLS_DIRECTORY = '/etc/flotilla/tls';
export const AUTHORIZED_KEYS = '/root/.ssh/authorized_keys';
/** One directory above the core, where WordPress looks next and nginx never does. */
export const WP_CONFIG = '/srv/www/core/wp-config.php';
/** Releases, and the link to the live one: what it leads to holds the folder `wp-content` and the link `core`. */
export const CONTENT = '/srv/www/content';
export const CONTENT_LIVE = `${CONTENT}/current`;
/** WordPress of the live release. */
export const WEB_ROOT = `${CONTENT_LIVE}/core`;
/** Written whenever a release was seen served well. */
export const CONTENT_HISTORY = `${CONTENT}/history`;

/** Kept by every host once the site was installed: from then on, a database without it is a loss and no beginning. */
export const SITE_SEEN = '/var/lib/flotilla/site-seen';

/** First line of every file we write where `#` starts a comment. */
export const WRITTEN = '# Written by flotilla; a change made here is undone by the next apply.';
