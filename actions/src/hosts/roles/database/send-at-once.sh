# ⟦written⟧
# Bash reads this before Galera's programs (BASH_ENV). The one that sends the database to a new member waits 10 s until that one
# listens. It needs no wait: it asks again until then (`sockopt`).
sleep() {
  [ "$1" = 10 ] || command sleep "$@"
}
