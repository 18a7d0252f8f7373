"""Releases of wp-content on this host. Decides nothing about other hosts.

    begin    says whether the release is here and complete, and whether its WordPress is corrupt. If it is not
    complete, makes
             room for it and says where it goes and which release rsync may link to. A version of WordPress, which must
             be here, is part of the release: a link
    accept   computes the digest of the received files; if it is the release's id, the release counts as complete
    room     returns the free space where releases arrive
    lint     lets PHP parse each file that no other release has
    switch   makes the release live, by one rename, and expires all stored pages; `first` is what came with WordPress
    keep     records that the live release works, since `at` (seconds since 1970, by the run's clock: one for all
    hosts).
             Removes releases older than the last RETAINED unless `needed`, and each WordPress that neither a release
             nor the declaration uses
    note     records the same about a release that another host kept; removes nothing
    history  returns the kept releases, newest first
    log      returns the first error in PHP's log since `since` (seconds since 1970)

A release in `releases/` arrived completely; its listing lets facts find later changes. A release on its way is in
`incoming/`. A verb that a killed run started finishes before the next run's verb begins.
"""

import fcntl
import os
import re
import subprocess

from content.arriving import accept, begin, room
from content.history import keep, note, state, switch
from content.release import CONTENT_HERE, is_new, tree_of, walk
from host.program import serve


def main():
    with open(CONTENT_HERE + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        serve(VERBS)


def lint(release):
    tree = tree_of(release).encode()
    own = [path for path in walk(tree) if path.endswith(b".php") and is_new(os.lstat(path))]
    php = ["php", "-n", "-d", "display_errors=stderr"]
    version = subprocess.run([*php, "-r", "echo PHP_VERSION_ID;"], capture_output=True, check=True).stdout
    # Starting PHP takes longer than reading a file. Before 8.3, `php -l` reads only its first argument.
    at_once = 50 if int(version) >= 80300 else 1
    command = ["xargs", "-0", "-r", f"-n{at_once}", f"-P{os.cpu_count()}", *php, "-l"]
    ended = subprocess.run(command, input=b"\0".join(own), capture_output=True, check=False)
    lines = ended.stderr.decode(errors="replace").replace(tree.decode() + "/", "").splitlines()
    errors = [line.removeprefix("PHP ").strip() for line in lines if "error:" in line]
    if ended.returncode != 0 and not errors:
        errors = [f"php -l ended with status {ended.returncode}: {' '.join(lines)[-300:]}"]
    return {"files": len(own), "errors": errors}


def log(since):
    command = ["journalctl", "--no-pager", "--quiet", "--output=cat", "--identifier=php", f"--since=@{since}"]
    lines = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", errors="replace").stdout
    error = re.search(r"^.*(?:Fatal|Parse|Recoverable).*$", lines, re.MULTILINE)
    return {"line": error.group().strip()[:500] if error else None}


VERBS = {
    "begin": begin,
    "accept": accept,
    "room": room,
    "lint": lint,
    "switch": switch,
    "keep": keep,
    "note": note,
    "history": state,
    "log": log,
}

main()
