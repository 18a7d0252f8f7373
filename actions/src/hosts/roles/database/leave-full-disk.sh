#!/bin/sh
# ⟦written⟧
# A member whose disk is full cannot write. MariaDB tries for 5 s and crashes, and the others wait 5 s more until they give it up.
# One that stops before is not waited for: it restarts, and may-start.sh keeps it down until there is room. The last member stays.
set -u

status() {
  mariadb --skip-column-names --execute="SHOW STATUS LIKE 'wsrep_$1'" 2>/dev/null | cut -f 2
}

should_leave() {
  [ "$(⟦FREE_MIB⟧)" -lt ⟦LEAST_MIB⟧ ] || return 1
  systemctl is-active --quiet mariadb || return 1
  size=$(status cluster_size)
  [ "${size:-0}" -gt 1 ]
}

while sleep 1; do
  should_leave || continue
  # The same uploads may fill all disks at the same moment: members leave one after another, by their number in the group.
  number=$(status local_index)
  sleep "$((2 * ${number:-0}))"
  should_leave || continue
  echo 'The disk is full: MariaDB stops here until there is room'
  systemctl restart --no-block mariadb
done
