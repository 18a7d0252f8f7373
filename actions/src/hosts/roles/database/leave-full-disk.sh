#!/bin/sh
# ⟦written⟧
# A member whose disk is full cannot write. MariaDB tries for 5 s and crashes, and the others wait 5 s more until they give it up.
# One that stops before is not waited for: it restarts, and may-start.sh keeps it down until there is room. The last member stays.
set -u

is_full() {
  [ "$(df --output=avail --block-size=1M /var/lib/mysql | tail -n 1)" -lt ⟦LEAST_MIB⟧ ]
}

has_others() {
  size=$(mariadb --skip-column-names --execute="SHOW STATUS LIKE 'wsrep_cluster_size'" 2>/dev/null | cut -f 2)
  [ "${size:-0}" -gt 1 ]
}

while sleep 1; do
  if is_full && systemctl is-active --quiet mariadb && has_others; then
    echo 'The disk is full: MariaDB stops here until there is room'
    systemctl restart --no-block mariadb
  fi
done
