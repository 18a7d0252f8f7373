#!/bin/sh
# wordpress.sh DEBS CA-BUNDLE TARGET: Debian's WordPress as wordpress.org packs it, TARGET/wordpress-VERSION.tar.gz and .sha1.
set -eu
debs=$1 bundle=$2 target=$3
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
for deb in "$debs"/*.deb; do dpkg-deb --extract "$deb" "$tree"; done
wordpress=$tree/usr/share/wordpress

# Debian's own configuration, and links out of the tree.
rm "$wordpress/wp-config.php" "$wordpress/.htaccess" "$wordpress/wp-includes/certificates/ca-bundle.crt"
cp "$bundle" "$wordpress/wp-includes/certificates/ca-bundle.crt"

version=$(sed -n "s/^\$wp_version = '\(.*\)';/\1/p" "$wordpress/wp-includes/version.php")
mkdir -p "$target"
cd "$target"
# The remaining links lead to JavaScript and PHP libraries that Debian packs apart: packed as what they point to.
tar --create --gzip --dereference --hard-dereference --sort=name --owner=nobody --group=nogroup \
  --directory="$tree/usr/share" --file="wordpress-$version.tar.gz" wordpress
sha1sum "wordpress-$version.tar.gz" | cut -d ' ' -f 1 | tr -d '\n' > "wordpress-$version.tar.gz.sha1"
