#!/bin/sh
# kernel.sh BUILD APT-SETTINGS MIRROR SUITE LOWER PACKAGE…: makes BUILD a layer over LOWER with the packages.
set -eu
build=$1 settings=$2 mirror=$3 suite=$4 lower=$5
shift 5
upper=$build/upper root=$build/merged

mkdir "$upper" "$build/work" "$root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$build/work" "$root"
mount -t proc proc "$root/proc"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
# The root's file system is in the kernel; only the driver of its disk is not.
mkdir -p "$root/etc/initramfs-tools/conf.d"
echo virtio_blk > "$root/etc/initramfs-tools/modules"
echo MODULES=list > "$root/etc/initramfs-tools/conf.d/modules"

export APT_CONFIG="$build/apt.conf" DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
echo "deb $mirror $suite main" > "$build/sources.list"
cat "$settings" - > "$APT_CONFIG" <<EOT
Dir "$root";
Dir::Etc::SourceList "$build/sources.list";
Dir::Etc::SourceParts "-";
DPkg::Chroot-Directory "$root";
DPkg::Use-Pty "false";
DPkg::Options { "--force-unsafe-io"; "--force-confold"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
EOT
apt-get -q update
apt-get -qy install "$@"

umount "$root/proc"
rm -f "$root/usr/sbin/policy-rc.d"
: > "$root/etc/machine-id"
umount "$root"
rm -rf "$upper"/var/lib/apt/lists/* "$upper"/var/cache/apt/* "$build/work" "$root" "$build/apt.conf" "$build/sources.list"
