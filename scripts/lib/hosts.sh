# shellcheck shell=sh
# The local cloud's requirements for this machine.

CLOUD_PACKAGES="mmdebstrap debian-archive-keyring systemd-container nftables iproute2 knot openssl rsync openssh-client curl git"

VM_PACKAGES="qemu-system-x86 qemu-utils e2fsprogs"

# Installs what is missing. Exits with a list of what cannot be installed. Usage: ensure_hosts "$@", the script's arguments
ensure_hosts() {
  case " $* " in *" --hosts vm"* | *" --hosts=vm"*) CLOUD_PACKAGES="$CLOUD_PACKAGES $VM_PACKAGES" ;; esac
  missing=$(host_obstacles)
  [ -z "$missing" ] || fail "This machine cannot run hosts:
$missing"
  # shellcheck disable=SC2086 # Words, one a package.
  ensure_debian_packages $CLOUD_PACKAGES
}

can_run_hosts() { [ -z "$(host_obstacles)" ]; }

# Prints one line for each missing requirement, with the way to get it. Prints nothing if hosts can run.
host_obstacles() {
  [ "$(uname -s)" = Linux ] || { echo "- Linux: use a virtual machine with Debian 12 or later, or Ubuntu"; return; }
  can_become_root || { echo "- root: run this as root, or install sudo"; return; }
  command -v apt-get >/dev/null || echo "- apt-get: hosts are made from Debian's packages; use Debian 12 or later, or Ubuntu"
  as_root unshare --net --pid --mount --fork --mount-proc true 2>/dev/null ||
    echo "- namespaces: in a container, start it with --privileged; else use a virtual machine"
  try_overlay 2>/dev/null ||
    echo "- overlayfs: modprobe overlay; in a container, keep the checkout on a volume, not on its own file system"
  [ -c /dev/net/tun ] || as_root modprobe tun 2>/dev/null || echo "- /dev/net/tun: modprobe tun; in a container: --device /dev/net/tun"
  [ -c /dev/fuse ] || as_root modprobe fuse 2>/dev/null || echo "- /dev/fuse: modprobe fuse; in a container: --device /dev/fuse"
  as_root test -w /sys/fs/cgroup || echo "- cgroups: in a container, start it with --privileged --cgroupns=host"
}

# Tests it at the place of the hosts' disks, because not every file system can be an overlay's upper layer.
try_overlay() {
  as_root unshare --mount sh -euc '
    scratch=$(mktemp -d "$1/.overlay-XXXXXX")
    trap "umount $scratch/root || true; rm -rf $scratch" EXIT
    cd "$scratch"
    mkdir lower upper work root
    mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work root
    cd /
  ' sh "$root"
}
