#!/bin/sh
# tree.sh FOLDER CGROUP COMMAND... : runs COMMAND as the one process that everything in a local cloud depends on.
# Its end, by whatever cause, ends every process, mount and link in the namespaces made here; then its traces go.
set -eu
folder=$1 cgroup=$2
shift 2
sweep() { sh "$(dirname "$0")/sweep.sh" "$folder" "$cgroup"; }

# Held by every process of the tree, so that whoever takes it knows that the last one has ended.
exec 9>"$folder.lock"
flock --timeout 20 9 || { echo "another process starts or ends it (it holds $folder.lock)" >&3; exit 75; }
sweep
rm -rf "$folder"
mkdir -p "$folder/logs"
exec >"$folder/logs/daemon.log" 2>&1

# The inner shell is process 1 of the tree: it takes in orphans and ends with COMMAND.
setpriv --pdeathsig KILL \
  unshare --net --pid --mount --ipc --uts --fork --kill-child --mount-proc sh -c '"$@" & wait "$!"' sh "$@" &
echo "$! $(cut -d' ' -f22 "/proc/$!/stat")" >"$folder/pid"
wait "$!" || true
sweep
