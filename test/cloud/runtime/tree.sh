#!/bin/sh
# tree.sh FOLDER CGROUP COMMAND... : runs COMMAND as the process that everything in a local cloud depends on.
# When it ends for any reason, so does every process, mount and link in the namespaces. Then its traces are removed.
set -eu
folder=$1 cgroup=$2
shift 2
sweep() { sh "$(dirname "$0")/sweep.sh" "$folder" "$cgroup"; }

# Every process of the tree holds this lock, so the next holder knows that the last process has ended.
exec 9>"$folder.lock"
flock --timeout 20 9 || { echo "another process starts or ends it (it holds $folder.lock)" >&3; exit 75; }
sweep
rm -rf "$folder"
mkdir -p "$folder/logs"
exec >"$folder/logs/daemon.log" 2>&1

# The inner shell is process 1 of the tree. It reaps orphans and ends with COMMAND.
setpriv --pdeathsig KILL \
  unshare --net --pid --mount --ipc --uts --fork --kill-child --mount-proc sh -c '"$@" & wait "$!"' sh "$@" &
echo "$! $(cut -d' ' -f22 "/proc/$!/stat")" >"$folder/pid"
wait "$!" || true
sweep
