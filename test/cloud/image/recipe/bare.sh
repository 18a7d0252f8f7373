#!/bin/sh
# bare.sh TARGET APT-SETTINGS SUITE MIRROR PACKAGE…: a Debian tree in TARGET. An empty MIRROR means Debian's own.
set -eu
target=$1 settings=$2 suite=$3 mirror=$4
shift 4

mmdebstrap --mode=root --format=directory --variant=minbase \
  --include="$(echo "$*" | tr ' ' ',')" \
  --aptopt="$settings" \
  --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --skip=cleanup/apt/lists \
  "$suite" "$target" ${mirror:+"$mirror"}

# Where the packages come later, their own mount programs must not replace the edge's.
for program in mount.nfs mount.nfs4; do
  chroot "$target" dpkg-divert --local --no-rename --divert "/usr/sbin/$program.kernel" --add "/usr/sbin/$program"
done

systemctl --root="$target" --quiet enable systemd-networkd.service

# A machine makes or is given these itself. The proxy is the building machine's affair.
rm -f "$target"/etc/ssh/ssh_host_* "$target/etc/hostname" "$target/etc/apt/apt.conf.d/99mmdebstrap"
: > "$target/etc/machine-id"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$target/etc/resolv.conf"
