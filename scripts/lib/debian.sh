# shellcheck shell=sh
# Root, and packages of Debian or Ubuntu.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

can_become_root() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }

# Runs this script again as root, with the same arguments and the person's own environment. Usage: become_root "$@"
become_root() {
  [ "$(id -u)" = 0 ] && return
  can_become_root || fail "This needs root: run it as root, or install sudo."
  say "This needs root, for namespaces, mounts and network links: continuing with sudo."
  exec sudo -E env "PATH=$PATH" "HOME=$HOME" "$0" "$@"
}

# Usage: ensure_debian_packages NAME... ; names the packages before it installs them.
ensure_debian_packages() {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "Missing:$missing. Debian 12 or later, or Ubuntu, has them; this machine has no apt-get."
  can_become_root || fail "Missing:$missing. Install them as root: apt-get install$missing"
  say "Installing Debian packages:$missing"
  log=$(mktemp)
  # shellcheck disable=SC2086 # One word per package.
  install_packages $missing >"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "apt-get failed: the lines above are the end of $log"; }
  rm -f "$log"
}

missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf ' %s' "$package"
  done
}

# If an install fails, the package lists may be missing or too old: they are fetched, and it is tried again. No daemon of a new
# package may start on this machine, now (policy-rc.d) or at its next boot (disable): the local cloud runs its own.
install_packages() {
  as_root sh -eu -c '
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap "rm -f $policy" EXIT
      printf "#!/bin/sh\nexit 101\n" >$policy
      chmod 755 $policy
    fi
    install() { apt-get install -y --no-install-recommends "$@"; }
    install "$@" || { apt-get update && install "$@"; }
    for package in "$@"; do
      units=$(dpkg-query -L "$package" | sed -n "s|.*/lib/systemd/system/\([^@/]*\.service\)$|\1|p")
      [ -z "$units" ] || systemctl disable $units || true
    done
  ' sh "$@"
}
