/** Names that several roles use. */
export const VPN_INTERFACE = 'tun-flotilla';
/** OpenVPN's port, registered with IANA. */
export const VPN_PORT = 1194;
/** The mesh that connects the hosts of a clustered database. It has the port that wg(8) shows in its examples. */
export const MESH_INTERFACE = 'wg-flotilla';
export const MESH_UNIT = `wg-quick@${MESH_INTERFACE}.service`;
export const MESH_PORT = 51820;
export const MESH_CONFIG = `/etc/wireguard/${MESH_INTERFACE}.conf`;
export const MESH_KEY = `/etc/wireguard/${MESH_INTERFACE}.key`;
export const UPLOADS = '/srv/flotilla/uploads';
/** A web host's own copy of the uploads. It is mounted at `UPLOADS`, where the share is while the database is on the primary alone. */
export const OWN_UPLOADS = '/srv/flotilla/own-uploads';
/** What the primary exports by NFS. */
export const EXPORTS = '/etc/exports.d/flotilla.exports';
export const MARIADB_CONFIG = '/etc/mysql/mariadb.conf.d/90-flotilla.cnf';
export const GALERA_CONFIG = '/etc/mysql/mariadb.conf.d/92-flotilla-galera.cnf';
/** Syncthing's own files: its key, its database and the configuration that it rewrites. PHP's user owns them. */
export const SYNC_HOME = '/var/lib/flotilla-syncthing';
export const SYNC_UNIT = 'flotilla-syncthing.service';
/** HAProxy on hosts that hold no database, and the login of its check. */
export const PROXY_UNIT = 'flotilla-proxy.service';
export const PROXY_CREDENTIALS = '/etc/flotilla/proxy.cnf';
/** Where web hosts give each other uploads that have not arrived everywhere yet. */
export const UPLOADS_PORT = 8081;
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

/** The pages that nginx has stored. */
export const PAGE_CACHE = '/var/cache/nginx/pages';
/** At this address nginx bypasses its cache. Only the host itself can reach it. */
export const FRESH_ADDRESS = '127.0.0.2';

/** What flotilla records on a host. */
export const STATE = '/var/lib/flotilla';
export const DUMPS = `${STATE}/dumps`;
/** Held by the run that converges the host. */
export const CONVERGE_LOCK = '/run/flotilla.lock';

// More names that host programs use too: scripts/python.ts writes them to remote/host/paths.py.
export const VPN_KEY = '/etc/openvpn/flotilla.key';
export const VPN_CERTIFICATE = '/etc/openvpn/flotilla.crt';
export const CORES = '/srv/www/core';
export const SITE_WANTED = '/etc/flotilla/site.json';
export const SITE_TABLES = '/etc/flotilla/site-tables.json';
/** Runs a command as PHP's user, where a directory belongs to it: root then follows no link that PHP left there. */
export const AS_PHP = 'setpriv --reuid=www-data --regid=www-data --clear-groups';
/** MariaDB's environment while it starts the database without the other members. */
export const FOUND_DATABASE = '/run/flotilla-found-database';
/** Lets the next start of MariaDB start the database alone. */
export const FOUND_ALONE = `echo _WSREP_NEW_CLUSTER=--wsrep-new-cluster >${FOUND_DATABASE}`;
/** Name of a command of the role `database`. */
export const CONVERT_TABLES = 'replicable tables';
/** What a host made that identifies it to the others, one file for each, e.g. the public key `wireguard`. */
export const IDENTITIES = '/etc/flotilla/identities';
export const SETTINGS = '/etc/flotilla/settings';
export const PROBES = '/etc/flotilla/probes';
export const BACKUPS = '/var/backups/flotilla';
export const CHANGES_UNIT = 'flotilla-changes.service';

/** Each host keeps this file once the site was installed. From then on, a database without the site is a loss, not a new cluster. */
export const SITE_SEEN = `${STATE}/site-seen`;

/** First line of every file we write where `#` starts a comment. */
export const WRITTEN = '# Written by flotilla; a change made here is undone by the next apply.';
