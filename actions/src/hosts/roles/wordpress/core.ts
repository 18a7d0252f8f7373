import type { Declaration } from '../../../declaration/declaration.ts';
import type { GuardedCommand } from '../../role.ts';
import { quote } from '../shell.ts';

type WordPress = Declaration['wordpress'];

/** One directory a version, root's own: PHP can write to none. */
export const CORES = '/srv/www/core';

export const corePath = (version: string): string => `${CORES}/${version}`;

/**
 * Fetched, verified and unpacked beside, and renamed when whole: a directory that is there is a complete core. The
 * checksum published beside the tarball guards against a broken download, the declared one against a changed source.
 */
export const fetchCore = ({ version, source, sha256 }: WordPress): GuardedCommand => ({
  name: 'core',
  summary: `fetch WordPress ${version} from ${source}`,
  check: `test -f ${quote(`${corePath(version)}/wp-load.php`)}`,
  run: `set -eu
umask 022
work=$(mktemp -d ${CORES}/.fetch.XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$work"
url=${quote(`${source.replace(/\/+$/, '')}/wordpress-${version}.tar.gz`)}
fetch() { curl --fail --silent --show-error --location ${protocols(source)} --retry 3 --max-time 300 --output "$1" "$2"; }
fetch core.tar.gz "$url"
fetch published.sha1 "$url.sha1"
verify() { echo "$2  core.tar.gz" | "$1" --check --quiet || { echo "$url is not what its $1 says: $2" >&2; exit 1; }; }
verify sha1sum "$(head -c 40 published.sha1)"
${sha256 === undefined ? '' : `verify sha256sum ${quote(sha256.toLowerCase())}\n`}\
tar --extract --gzip --no-same-owner --no-same-permissions --file core.tar.gz
test -f wordpress/wp-load.php
chmod -R u=rwX,go=rX wordpress
mv -T wordpress ${quote(corePath(version))}
`,
});

/** A source that was declared with HTTPS is not left for anything less by a redirect. */
const protocols = (source: string): string => (source.startsWith('http://') ? '' : "--proto '=https'");
