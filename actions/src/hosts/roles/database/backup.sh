#!/bin/bash
# ⟦written⟧
# A dump gets its final name when it is complete and on disk. Only then are older ones deleted, so a failed night costs no
# backup. It accepts rows of any size and writes binary data as digits (see remote/dumps/make.py).
set -euo pipefail
umask 077
folder=/var/backups/flotilla
database=⟦database⟧
new=$folder/unfinished
rm -f "$folder"/*.sql.gz.new
trap 'rm -f "$new"' EXIT
mariadb-dump ⟦asRoot⟧ --single-transaction --quick --hex-blob --max-allowed-packet=1G --routines --events \
  --databases "$database" | gzip >"$new"
sync "$new"
mv "$new" "$folder/$database-$(date --utc +%F).sql.gz"
# Dumps of seven days stay.
find "$folder" -name "$database-*.sql.gz" -mtime +6 -delete
