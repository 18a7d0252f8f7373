set -eu
umask 022
exec 9>/srv/www/core/.lock
flock 9
rm -rf /srv/www/core/.fetch*
work=/srv/www/core/.fetch
mkdir "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"
url=⟦url⟧
fetch() { curl --fail --silent --show-error --location ⟦protocols⟧ --retry 3 --max-time 300 --output "$1" "$2"; }
fetch core.tar.gz "$url"
fetch published.sha1 "$url.sha1"
verify() { echo "$2  core.tar.gz" | "$1" --check --quiet || { echo "$url is not what its $1 says: $2" >&2; exit 1; }; }
verify sha1sum "$(head -c 40 published.sha1)"
declared=⟦declared⟧
test -z "$declared" || verify sha256sum "$declared"
tar --extract --gzip --no-same-owner --no-same-permissions --file core.tar.gz
test -f wordpress/wp-load.php
chmod -R u=rwX,go=rX wordpress
core=⟦core⟧
if test -e "$core"; then rsync -rlptog --checksum --delete --force wordpress/ "$core/"; fi
list() { cd "$1" && ⟦list⟧; }
(cd wordpress && find . -type f -exec sha512sum {} +) >sums
if test -e "$core"; then (list "$core"); else (list wordpress); fi >listing
sync --file-system .
mv sums "$core.sums"
mv listing "$core.listing"
test -e "$core" || mv -T wordpress "$core"
sync --file-system /srv/www/core
