#!/usr/bin/python3 -IS
"""Releases of wp-content on this host: does one verb, prints one JSON object. Decides nothing about other hosts.

    begin ID    makes room to receive a release; says where, and which one it may link to
    accept ID   tells the tree's digest; where it is ID, the release counts as whole from here on
    lint ID     lets PHP read each file that no other release has
    switch ID   makes the release live, by one rename, and drops the page cache
    back        as `switch`, to the last release that was kept
    keep ID     notes that the live release is good; older ones than the last RETAINED go
    history     the kept releases, newest first
    log SINCE   the first error of PHP's log since then (seconds since 1970)

A release that stands in `releases/` is whole; what is on its way stands in `incoming/`. FLOTILLA_ROOT, for tests,
stands before every path.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys

ROOT = os.environ.get("FLOTILLA_ROOT", "")
CONTENT = ROOT + "/srv/www/content"
LIVE = CONTENT + "/current"
RELEASES = CONTENT + "/releases"
INCOMING = CONTENT + "/incoming"
HISTORY = CONTENT + "/history"
CORE = ROOT + "/srv/www/current"
UPLOADS = "/srv/flotilla/uploads"
PAGE_CACHE = ROOT + "/var/cache/nginx/pages"
FOLDERS = ("themes", "plugins", "mu-plugins", "languages")
RETAINED = 5
ID_DIGITS = 16


def begin(release):
    present = os.path.isdir(f"{RELEASES}/{release}")
    tree = tree_of(release)
    os.makedirs(tree, exist_ok=True)
    base = next((kept for kept in [live(), *history()] if os.path.isdir(f"{RELEASES}/{kept}")), None)
    linked = None if base is None else f"{RELEASES}/{base}/wp-content"
    return {"present": present, "tree": tree, "base": linked, "live": live(), "history": history()}


def accept(release):
    tree = tree_of(release)
    found, files = digest(tree)
    arrived = f"{INCOMING}/{release}"
    if found == release and os.path.isdir(arrived):
        if not os.path.lexists(f"{tree}/uploads"):
            os.symlink(UPLOADS, f"{tree}/uploads")
        # What is renamed must be on the disk first, or a loss of power leaves a release with empty files.
        os.sync()
        os.makedirs(RELEASES, exist_ok=True)
        os.rename(arrived, f"{RELEASES}/{release}")
    return {"id": found, "files": files}


def lint(release):
    tree = tree_of(release).encode()
    own = [path for path in walk(tree) if path.endswith(b".php") and os.lstat(path).st_nlink == 1]
    command = ["xargs", "-0", "-r", "-n1", f"-P{os.cpu_count()}", "php", "-n", "-d", "display_errors=stderr", "-l"]
    ended = subprocess.run(command, input=b"\0".join(own), capture_output=True, check=False)
    said = ended.stderr.decode(errors="replace").replace(tree.decode() + "/", "").splitlines()
    errors = [line.removeprefix("PHP ").strip() for line in said if "error:" in line]
    if ended.returncode != 0 and not errors:
        errors = [f"php -l ended with status {ended.returncode}: {' '.join(said)[-300:]}"]
    return {"files": len(own), "errors": errors}


def switch(release):
    return point_to(f"{RELEASES}/{release}")


def back():
    kept = next((kept for kept in history() if os.path.isdir(f"{RELEASES}/{kept}")), None)
    return point_to(os.path.realpath(CORE) if kept is None else f"{RELEASES}/{kept}")


def keep(release):
    kept = [release, *(other for other in history() if other != release)]
    kept = [each for each in kept if os.path.isdir(f"{RELEASES}/{each}")][:RETAINED]
    with open(HISTORY + ".new", "w", encoding="ascii") as file:
        file.writelines(each + "\n" for each in kept)
    os.replace(HISTORY + ".new", HISTORY)
    for old in set(os.listdir(RELEASES)) - set(kept):
        shutil.rmtree(f"{RELEASES}/{old}")
    shutil.rmtree(INCOMING, ignore_errors=True)
    drop_pages()
    return {"live": live(), "history": kept}


def log(since):
    command = ["journalctl", "--no-pager", "--quiet", "--output=cat", "--identifier=php", f"--since=@{since}"]
    lines = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", errors="replace").stdout
    wrong = re.search(r"^.*(?:Fatal|Parse|Recoverable).*$", lines, re.MULTILINE)
    return {"line": wrong.group().strip()[:500] if wrong else None}


# The tree


def tree_of(release):
    """Where a release is, or is to arrive."""
    whole = os.path.isdir(f"{RELEASES}/{release}")
    return f"{RELEASES if whole else INCOMING}/{release}/wp-content"


def walk(tree):
    """All that is no directory, in the folders that belong to a release."""
    for folder in FOLDERS:
        for parent, directories, files in os.walk(os.path.join(tree, folder.encode())):
            links = [name for name in directories if os.path.islink(os.path.join(parent, name))]
            yield from (os.path.join(parent, name) for name in [*files, *links])


def digest(tree):
    """As actions/src/content/digest.ts makes it: over kind, mode, hash and path, in the order of the paths' bytes."""
    tree = tree.encode()
    paths = sorted(os.path.relpath(path, tree) for path in walk(tree))
    total = hashlib.sha256()
    for path in paths:
        total.update(line_of(os.path.join(tree, path), path))
    return total.hexdigest()[:ID_DIGITS], len(paths)


def line_of(full, path):
    mode = os.lstat(full).st_mode
    if stat.S_ISLNK(mode):
        return b"link 0777 %s %s\n" % (hashlib.sha256(os.readlink(full)).hexdigest().encode(), path)
    if not stat.S_ISREG(mode):
        return b"other %s\n" % path
    with open(full, "rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return b"file %04o %s %s\n" % (stat.S_IMODE(mode), content.encode(), path)


# What is live


def live():
    try:
        return os.path.basename(os.readlink(LIVE))
    except FileNotFoundError:
        sys.exit(f"{LIVE} is not there: apply the cluster first.")


def history():
    try:
        with open(HISTORY, encoding="ascii") as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def point_to(target):
    if not os.path.isdir(target + "/wp-content"):
        sys.exit(f"{target} is not on this host.")
    was = live()
    if os.path.lexists(LIVE + ".new"):
        os.unlink(LIVE + ".new")
    os.symlink(target, LIVE + ".new")
    os.replace(LIVE + ".new", LIVE)
    drop_pages()
    return {"was": was, "live": live()}


def drop_pages():
    """nginx takes a page whose file is gone for one that it never had."""
    for parent, _, files in os.walk(PAGE_CACHE):
        for name in files:
            try:
                os.unlink(os.path.join(parent, name))
            except FileNotFoundError:
                pass  # nginx was there first.


VERBS = {
    "begin": begin,
    "accept": accept,
    "lint": lint,
    "switch": switch,
    "back": back,
    "keep": keep,
    "history": lambda: {"live": live(), "history": history()},
    "log": log,
}

print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
