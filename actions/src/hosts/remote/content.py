#!/usr/bin/python3 -IS
"""Releases of wp-content on this host: does one verb, prints one JSON object. Decides nothing about other hosts.

    begin ID [VERSION]
                says whether the release is here, whole; where not, makes room for it and says where, and which one it
                may link to. VERSION of WordPress, which must be here, is a part of the release: a link
    accept ID   tells the tree's digest; where it is ID, the release counts as whole from here on
    room        tells what is left of the disk that releases arrive on
    lint ID     lets PHP read each file that no other release has
    switch ID   makes the release live, by one rename, and drops the page cache
    back        as `switch`, to the last release that was kept
    keep ID AT VERSION
                notes that the live release is good, since AT (seconds since 1970, by the run's clock: one for all
                hosts); older ones than the last RETAINED go, and each WordPress that none of them has but the
                declared VERSION
    history     the kept releases, newest first
    log SINCE   the first error of PHP's log since then (seconds since 1970)

A release that stands in `releases/` arrived whole, with a listing by which facts.py tells what became of it since; what
is on its way stands in `incoming/`. A verb that a killed run began is finished before the next one's begins.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import fcntl
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
FIRST = CONTENT + "/first"
CORES = ROOT + "/srv/www/core"
UPLOADS = "/srv/flotilla/uploads"
PAGE_CACHE = ROOT + "/var/cache/nginx/pages"
RETAINED = 5
ID_DIGITS = 16
SMALL = 1 << 20
# So many files are put on the disk one by one; to do so with more takes longer than to do it with all there is.
FEW = 100
# As in facts.py: when it changed last in any way, mode, size, time, owner and path, of all but the directories and what
# lies on the share.
LISTING = ["find", ".", "-path", "./uploads", "-prune", "-o", "!", "-type", "d", "-printf", "%C@ %m %s %T@ %U %P\\0"]


def begin(release, version=None):
    tree = tree_of(release)
    os.makedirs(tree, exist_ok=True)
    if version is not None:
        join_core(os.path.dirname(tree), version)
    whole = has_core(f"{RELEASES}/{release}") and (is_untouched(tree) or accept(release)["id"] == release)
    base = next((kept for kept in [live(), *history()] if os.path.isdir(f"{RELEASES}/{kept}")), None)
    linked = None if base is None else f"{RELEASES}/{base}/wp-content"
    present = os.path.isdir(f"{RELEASES}/{release}")
    core = core_of(os.path.dirname(tree))
    return {"whole": whole, "present": present, "tree": tree, "base": linked, "core": core, **state()}


def join_core(release, version):
    if version not in versions():
        sys.exit(f"WordPress {version} is not on this host: apply the cluster first.")
    if core_of(release) != version:
        point(f"{release}/core", f"{CORES}/{version}")


def accept(release):
    tree = tree_of(release)
    found, files = digest(tree)
    if found == release:
        complete(tree)
        settle(tree)
        os.makedirs(RELEASES, exist_ok=True)
        if os.path.isdir(f"{INCOMING}/{release}"):
            os.rename(f"{INCOMING}/{release}", f"{RELEASES}/{release}")
    return {"id": found, "files": files}


def complete(tree):
    for path in walk(tree.encode()):
        if os.lstat(path).st_uid != os.geteuid():
            os.lchown(path, os.geteuid(), os.getegid())
    if not os.path.lexists(f"{tree}/uploads"):
        os.symlink(UPLOADS, f"{tree}/uploads")
    with open(f"{tree}/../listing", "wb") as file:
        file.write(listing(tree))


def settle(tree):
    """What is renamed must be on the disk first, or a loss of power leaves a release with empty files."""
    new = [path for path in walk(tree.encode()) if is_new(os.lstat(path))]
    if len(new) > FEW:
        # Only this file system: to wait for all of them is to wait for a share that hangs.
        subprocess.run(["sync", "--file-system", tree], check=True)
    for path in [f"{tree}/../listing", *(new if len(new) <= FEW else [])]:
        with open(path, "rb") as file:
            os.fsync(file.fileno())


def is_new(found):
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def listing(tree):
    return subprocess.run(LISTING, cwd=tree, capture_output=True, check=True).stdout


def is_untouched(tree):
    """Whether nothing was done to any file since all were read: no program can set when a file changed last."""
    try:
        with open(f"{tree}/../listing", "rb") as file:
            return file.read() == listing(tree)
    except FileNotFoundError:
        return False


def room():
    found = os.statvfs(INCOMING)
    return {"freeMiB": found.f_bavail * found.f_frsize >> 20}


def lint(release):
    tree = tree_of(release).encode()
    own = [path for path in walk(tree) if path.endswith(b".php") and is_new(os.lstat(path))]
    php = ["php", "-n", "-d", "display_errors=stderr"]
    version = subprocess.run([*php, "-r", "echo PHP_VERSION_ID;"], capture_output=True, check=True).stdout
    # To start PHP takes longer than to read a file; before 8.3 it reads the first one that it is given and no other.
    at_once = 50 if int(version) >= 80300 else 1
    command = ["xargs", "-0", "-r", f"-n{at_once}", f"-P{os.cpu_count()}", *php, "-l"]
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
    return point_to(FIRST if kept is None else f"{RELEASES}/{kept}")


def keep(release, at, version):
    # What is live now is newer than what was, though this run's clock may be slower than the last one's.
    at = max([int(at), *(int(since) + (name != release) for name, since in notes()[:1])])
    kept = [(release, at), *(other for other in notes() if other[0] != release)]
    kept = [each for each in kept if os.path.isdir(f"{RELEASES}/{each[0]}")][:RETAINED]
    with open(HISTORY + ".new", "w", encoding="ascii") as file:
        file.writelines(f"{name} {since}\n" for name, since in kept)
    os.replace(HISTORY + ".new", HISTORY)
    for old in set(os.listdir(RELEASES)) - set(history()):
        shutil.rmtree(f"{RELEASES}/{old}")
    for beside in (INCOMING, FIRST):
        shutil.rmtree(beside, ignore_errors=True)
    used = {version, core_of(LIVE), *(core_of(f"{RELEASES}/{kept}") for kept in history())}
    for old in set(versions()) - used:
        remove_core(old)
    drop_pages()
    return state()


def remove_core(version):
    """Renamed first: one that is half gone must not be taken for whole."""
    gone = f"{CORES}/.gone"
    shutil.rmtree(gone, ignore_errors=True)
    os.rename(f"{CORES}/{version}", gone)
    shutil.rmtree(gone)


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
    """All that is no directory; what lies on the share is of no release."""
    for parent, directories, files in os.walk(tree):
        links = [name for name in directories if os.path.islink(os.path.join(parent, name))]
        found = (os.path.join(parent, name) for name in [*files, *links])
        yield from (path for path in found if path != os.path.join(tree, b"uploads"))


def digest(tree):
    """As actions/src/content/digest.ts makes it: over WordPress's version, then kind, mode, hash and path of each file, in
    the order of the paths' bytes."""
    version = core_of(os.path.dirname(tree))
    tree = tree.encode()
    paths = sorted(os.path.relpath(path, tree) for path in walk(tree))
    total = hashlib.sha256(f"core {version}\n".encode())
    for path in paths:
        total.update(line_of(os.path.join(tree, path), path))
    return total.hexdigest()[:ID_DIGITS], len(paths)


def line_of(full, path):
    mode = os.lstat(full).st_mode
    if stat.S_ISLNK(mode):
        return b"link 0777 %s %s\n" % (hashlib.sha256(os.readlink(full)).hexdigest().encode(), path)
    if not stat.S_ISREG(mode):
        return b"other %s\n" % path
    return b"file %04o %s %s\n" % (stat.S_IMODE(mode), hash_of(full).encode(), path)


def hash_of(path):
    with open(path, "rb", buffering=0) as file:
        # Most files are small, and file_digest makes room for a large one each time.
        if os.fstat(file.fileno()).st_size > SMALL:
            return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(file.read()).hexdigest()


# What is live


def live():
    try:
        return os.path.basename(os.readlink(LIVE))
    except FileNotFoundError:
        sys.exit(f"{LIVE} is not there: apply the cluster first.")


def notes():
    """The kept releases and since when, newest first."""
    try:
        with open(HISTORY, encoding="ascii") as file:
            return re.findall(r"^(\w+) (\d+)$", file.read(), re.MULTILINE)
    except FileNotFoundError:
        return []


def history():
    return [release for release, _ in notes()]


def state():
    kept = history()
    cores = {"live": core_of(LIVE), "kept": core_of(f"{RELEASES}/{kept[0]}") if kept else None}
    return {"live": live(), "history": kept, "cores": cores}


def core_of(release):
    """Its version of WordPress."""
    try:
        return os.path.basename(os.readlink(release + "/core"))
    except FileNotFoundError:
        return None


def has_core(release):
    return os.path.isfile(release + "/core/wp-load.php")


def versions():
    """Those of WordPress that are here."""
    return [name for name in os.listdir(CORES) if os.path.isfile(f"{CORES}/{name}/wp-load.php")]


def point_to(target):
    if not os.path.isdir(target + "/wp-content") or not has_core(target):
        sys.exit(f"{target} is not whole on this host: apply the cluster first.")
    was = live()
    point(LIVE, target)
    drop_pages()
    return {"was": was, "live": live()}


def point(link, target):
    if os.path.lexists(link + ".new"):
        os.unlink(link + ".new")
    os.symlink(target, link + ".new")
    os.replace(link + ".new", link)


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
    "room": room,
    "lint": lint,
    "switch": switch,
    "back": back,
    "keep": keep,
    "history": state,
    "log": log,
}


def main():
    with open(CONTENT + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))


main()
