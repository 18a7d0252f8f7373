import type { Declaration } from '../../../declaration/declaration.ts';
import type { GuardedCommand } from '../../model/role.ts';
import { quote } from '../shell.ts';

type WordPress = Declaration['wordpress'];

/** One directory a version, root's own: PHP can write to none. */
export const CORES = '/srv/www/core';

const corePath = (version: string): string => `${CORES}/${version}`;

/** As `remote/host/listing.py` has it, by which facts name what was done to a file since. */
const LIST = `find . ! -type d -printf '%C@ %m %s %T@ %U %P\\0'`;

/** Whether each file has the mode, size, time and owner that it was unpacked with, and none was added. */
const isAsUnpacked = (
  core: string,
): string => `known() { sed --null-data 's/^[^ ]* //' | LC_ALL=C sort --zero-terminated | sha512sum; }
test -f ${quote(`${core}/wp-load.php`)} && test -f ${quote(`${core}.listing`)} && \
test "$(cd ${quote(core)} && ${LIST} | known)" = "$(known <${quote(`${core}.listing`)})"`;

/**
 * Fetched, verified and unpacked beside, on the disk, and only then renamed: a directory that is there is a complete core.
 * One that is no longer as it was unpacked is put right file by file, each by a rename, while it serves. The checksum
 * published beside the tarball guards against a broken download, the declared one against a changed source.
 */
export const fetchCore = ({ version, source, sha256 }: WordPress): GuardedCommand => ({
  name: 'core',
  summary: `fetch WordPress ${version} from ${source}`,
  check: isAsUnpacked(corePath(version)),
  run: `set -eu
umask 022
exec 9>${CORES}/.lock
flock 9
rm -rf ${CORES}/.fetch*
work=${CORES}/.fetch
mkdir "$work"
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
core=${quote(corePath(version))}
if test -e "$core"; then rsync -rlptog --checksum --delete --force wordpress/ "$core/"; fi
list() { cd "$1" && ${LIST}; }
(cd wordpress && find . -type f -exec sha512sum {} +) >sums
if test -e "$core"; then (list "$core"); else (list wordpress); fi >listing
sync --file-system .
mv sums "$core.sums"
mv listing "$core.listing"
test -e "$core" || mv -T wordpress ${quote(corePath(version))}
sync --file-system ${CORES}
`,
});

/** A source that was declared with HTTPS is not left for anything less by a redirect. */
const protocols = (source: string): string => (source.startsWith('http://') ? '' : "--proto '=https'");
