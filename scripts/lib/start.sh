# shellcheck shell=sh
# Every script here starts with `set -eu; . "$(dirname "$0")/lib/start.sh"`. Sets `root`, the checkout.
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

case $root in
  *\?* | *\\*) fail "Node cannot load programs from a path with a question mark or a backslash: $root. Move the checkout." ;;
esac

. "$root/scripts/lib/node.sh"
. "$root/scripts/lib/debian.sh"
. "$root/scripts/lib/hosts.sh"
