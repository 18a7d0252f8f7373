#!/bin/sh
# repository.sh DEBS TARGET SUITE: an apt repository of the .debs at TARGET/debian, and Debian's other suites, empty.
set -eu
debs=$1 target=$2 suite=$3
architecture=$(dpkg --print-architecture)

# index ROOT SUITE LABEL: a Release that vouches for the Packages already in place.
index() {
  directory=$1/dists/$2
  packages=main/binary-$architecture/Packages
  mkdir -p "$directory/main/binary-$architecture"
  touch "$directory/$packages"
  cat > "$directory/Release" <<EOF
Origin: Debian
Label: $3
Suite: $2
Codename: $2
Date: $(LC_ALL=C date -Ru)
Architectures: $architecture
Components: main
SHA256:
 $(sha256sum < "$directory/$packages" | cut -d ' ' -f 1) $(stat -c %s "$directory/$packages") $packages
EOF
}

mkdir -p "$target/debian/pool" "$target/debian/dists/$suite/main/binary-$architecture"
for deb in "$debs"/*.deb; do
  # apt's cache has the epoch in a file's name, Debian's pool has not.
  name=$(basename "$deb" | sed 's/_[0-9]*%3a/_/')
  mv "$deb" "$target/debian/pool/$name"
  dpkg-deb --field "$target/debian/pool/$name"
  echo "Filename: pool/$name"
  echo "Size: $(stat -c %s "$target/debian/pool/$name")"
  echo "SHA256: $(sha256sum < "$target/debian/pool/$name" | cut -d ' ' -f 1)"
  echo
done > "$target/debian/dists/$suite/main/binary-$architecture/Packages"

index "$target/debian" "$suite" Debian
index "$target/debian" "$suite-updates" Debian
index "$target/debian-security" "$suite-security" Debian-Security
