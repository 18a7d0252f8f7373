#!/bin/bash
# ⟦written⟧
# Whether this host makes the nightly dump now: it has none of today, and of the members that see each other it is the first.
# The timer asks several times a night, so the next member makes the dump if the first one is gone.
set -euo pipefail
database=⟦database⟧
own='⟦own⟧'
status() {
  mariadb ⟦asRoot⟧ --skip-column-names --execute="SHOW STATUS LIKE 'wsrep_$1'" | cut -f 2
}

[ ! -e "⟦BACKUPS⟧/$database-$(date --utc +%F).sql.gz" ] || exit 1
# Not a cluster: no other host has the database.
[ -n "$own" ] || exit 0
[ "$(status cluster_status)" = Primary ]
first=$(status incoming_addresses | tr ',' '\n' | cut -d : -f 1 | sort --version-sort | head -n 1)
[ "$first" = "$own" ]
