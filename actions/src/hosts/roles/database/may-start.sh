#!/bin/sh
# ⟦written⟧
# Runs before MariaDB starts, until a start can succeed. It can if there is room on the disk, and
# - another member has the database, and this one joins it; or
# - this member stopped last, so it misses nothing, and no other one runs: it starts the database; or
# - members failed together, and all that were last seen together are here. One member more, and Galera would start none.
set -eu
[ ! -e ⟦FOUND_DATABASE⟧ ] || exit 0
others='⟦others⟧'
view=$(grep -s '^view_id:' /var/lib/mysql/gvwstate.dat || :)
in_view=$(grep -cs '^member:' /var/lib/mysql/gvwstate.dat || :)
silent='' with_same_view=1
line_end='
'

# Sets what the others say of themselves. Fails once one of them has the database.
ask_others() {
  silent='' with_same_view=1
  for other in $others; do
    said=$(timeout 4 socat -u "TCP:$other:⟦STATE_PORT⟧,connect-timeout=2" - 2>/dev/null || :)
    case "$said" in
      '') silent="$silent $other" ;;
      active*) echo "$other has the database"; return 1 ;;
      *"$view$line_end"*) with_same_view=$((with_same_view + 1)) ;;
    esac
  done
}

# Twice what leave-full-disk.sh asks for, so that this member does not come and go.
has_room() {
  [ "$(⟦FREE_MIB⟧)" -ge $((2 * ⟦LEAST_MIB⟧)) ]
}

may_start() {
  has_room || return 1
  ask_others || return 0
  if [ -n "$view" ]; then [ "$with_same_view" -eq "$in_view" ]; return; fi
  grep -qsx 'safe_to_bootstrap: 1' /var/lib/mysql/grastate.dat && [ -z "$silent" ] || return 1
  echo 'This member was the last to stop, and no other one runs the database: starting it'
  ⟦FOUND_ALONE⟧
}

if may_start; then exit 0; fi
# As an argument of this program, the number of the last change is where apply looks for it.
[ "$#" -gt 0 ] || exec "$0" "$(galera_recovery || :)"
if has_room; then
  echo "Waiting for the other members.${silent:+ No answer from$silent.}"
else
  echo 'Waiting for room on the disk.'
fi
# Not for longer: the boot goes on only after this attempt. systemd makes another one.
end=$(($(date +%s) + 30))
while [ "$(date +%s)" -lt "$end" ]; do
  if may_start; then exit 0; fi
  sleep 1
done
exit 1
