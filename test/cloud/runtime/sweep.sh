#!/bin/sh
# sweep.sh FOLDER CGROUP: removes the traces of a cloud after its process tree has ended for any reason: files other than
# the logs and the API's journal, and the machines' cgroups.
folder=$1 cgroup=$2
[ ! -d "$folder" ] || find "$folder" -mindepth 1 -maxdepth 1 ! -name logs ! -name api.jsonl -exec rm -rf {} +

# A cgroup stays busy for a moment after its last process has ended.
for _ in $(seq 100); do
  left=$(find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" 2>/dev/null)
  [ -n "$left" ] || exit 0
  # shellcheck disable=SC2086 # Our names contain no blanks.
  rmdir $left 2>/dev/null || sleep 0.05
done
echo "Processes still hold $left" >&2
exit 1
