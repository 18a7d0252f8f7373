# shellcheck shell=sh
# Node and the npm packages of the lock file.

ensure_node_modules() {
  ensure_node
  node "$root/scripts/lib/installed.mjs" "$root" && return
  say "Installing the npm packages of package-lock.json"
  (cd "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) ||
    fail "npm ci failed: the first lines above say why. Behind a proxy, set HTTPS_PROXY and run this again."
}

ensure_node() {
  version=$(node --version 2>/dev/null || echo none)
  major=${version#v}
  [ "$version" != none ] && [ "${major%%.*}" -ge 20 ] && return
  fail "Node 20 or later is needed, here is: $version. Get it from https://nodejs.org/en/download or your package manager."
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
