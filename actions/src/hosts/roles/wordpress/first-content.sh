set -eu
umask 022
core=$(dirname "$(find /srv/www/core -mindepth 2 -maxdepth 2 -name wp-load.php | sort --version-sort | tail --lines=1)")
rm -rf ⟦CONTENT⟧/first
mkdir ⟦CONTENT⟧/first
ln -s "$core" ⟦CONTENT⟧/first/core
cp --archive --link "$core/wp-content" ⟦CONTENT⟧/first/wp-content
ln -s ⟦UPLOADS⟧ ⟦CONTENT⟧/first/wp-content/uploads
ln -sfn ⟦CONTENT⟧/first ⟦CONTENT_LIVE⟧.new
mv -T ⟦CONTENT_LIVE⟧.new ⟦CONTENT_LIVE⟧
