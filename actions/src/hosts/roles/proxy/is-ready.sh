#!/bin/sh
# ⟦written⟧
# HAProxy asks with this whether a member is synced with the majority, as WordPress would log in there. A member that is not
# accepts connections too. The arguments are HAProxy's own address and port, then the member's.
mariadb --defaults-file=⟦PROXY_CREDENTIALS⟧ --host="$3" --port="$4" --skip-ssl --batch --skip-column-names \
  --execute="SHOW STATUS LIKE 'wsrep_ready'" 2>/dev/null | grep -qw ON
