#!/bin/sh
# ⟦written⟧
# Runs before MariaDB starts. The member that stopped last has every change, and the others wait for it: it starts the database.
# It waits while another member runs the database, or cannot be reached and so may run it.
set -eu
grep -qx 'safe_to_bootstrap: 1' /var/lib/mysql/grastate.dat 2>/dev/null || exit 0
for other in ⟦others⟧; do
  ping -c 1 -W 2 "$other" >/dev/null || { echo "$other cannot be reached and may have the database: waiting for it"; exit 0; }
  ! timeout 3 bash -c "exec 3<>/dev/tcp/$other/3306" 2>/dev/null || { echo "$other has the database"; exit 0; }
done
echo 'This member was the last to stop, and no other one runs the database: starting it'
⟦FOUND_ALONE⟧
