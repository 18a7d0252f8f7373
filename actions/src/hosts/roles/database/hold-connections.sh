#!/bin/sh
# ⟦written⟧
# Runs before MariaDB stops. Who connects from now on gets no answer and asks again after a second, so a request waits for the
# restart instead of failing, up to the 5 s that PHP waits for a connection. Then lets statements and transactions end: WordPress
# connects again where it has lost its connection between two statements.
nft --file - <<'TABLE'
table inet flotilla_database
delete table inet flotilla_database

table inet flotilla_database {
	set held {
		type inet_service
		timeout 10s
		elements = { 3306 }
	}

	chain input {
		type filter hook input priority filter; policy accept;
		tcp dport @held tcp flags & (syn | ack) == syn counter drop
	}
}
TABLE
is_busy="SELECT EXISTS (SELECT * FROM information_schema.PROCESSLIST WHERE HOST LIKE '%:%' AND COMMAND <> 'Sleep')
  OR EXISTS (SELECT * FROM information_schema.INNODB_TRX)"
for _ in $(seq 20); do
  [ "$(timeout 1 mariadb ⟦asRoot⟧ --batch --skip-column-names --execute="$is_busy")" = 1 ] || break
  sleep 0.1
done
