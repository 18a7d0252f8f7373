#!/bin/sh
# ready.sh BUILD APT-SETTINGS PACKAGE… -- MIRROR-PACKAGE… -- WORDPRESS-PACKAGE…: adds the layer BUILD/ready to BUILD/bare.
# Leaves the .debs it installed in BUILD/debs, with those for the mirror alone, and WordPress's in BUILD/wordpress-debs.
set -eu
build=$1 settings=$2 packages='' mirrored=''
shift 2
while [ "$1" != -- ]; do packages="$packages $1"; shift; done
shift
while [ "$1" != -- ]; do mirrored="$mirrored $1"; shift; done
shift
root=$build/merged

mkdir "$build/ready" "$build/work" "$root" "$build/debs" "$build/wordpress-debs"
mount -t overlay overlay -o "lowerdir=$build/bare,upperdir=$build/ready,workdir=$build/work" "$root"
mount -t proc proc "$root/proc"
mount --bind "$build/debs" "$root/var/cache/apt/archives"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

# The building machine's apt works on the tree, so the tree needs no network; its own hooks stay out by APT_CONFIG.
export APT_CONFIG="$build/apt.conf" DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cat "$settings" - > "$APT_CONFIG" <<EOF
Dir "$root";
DPkg::Chroot-Directory "$root";
DPkg::Use-Pty "false";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
APT::Sandbox::User "root";
EOF
(cd "$build/wordpress-debs" && apt-get -q download "$@")
# shellcheck disable=SC2086 # one word a package
(cd "$build/debs" && apt-get -q download $mirrored)
# shellcheck disable=SC2086
apt-get -qy install $packages
# Only what the role configures may take mail: until then it would at every address, and take its time at every boot.
systemctl --root="$root" --quiet disable postfix.service

umount "$root/var/cache/apt/archives" "$root/proc"
rm -f "$root/usr/sbin/policy-rc.d" "$root"/var/cache/apt/*.bin
: > "$root/etc/machine-id"
umount "$root"
# The lists served both layers; a machine fetches its own. They are in neither layer then.
rm -rf "$build"/*/var/lib/apt/lists/* "$build/work" "$root" "$build/apt.conf"
