"""A release on its way, until it is complete."""

import os
import shutil
import subprocess

from content.core import has_core, is_corrupt, join_core
from content.history import kept_releases, listed, live, remove_releases, state
from content.release import CONTENT_HERE, INCOMING, RELEASES, core_of, digest, is_new, tree_of, walk
from host.paths import UPLOADS
from host.placing import place, sync_path
from host.processes import LISTING

# Up to this many files, fsync of each is faster than syncing the whole file system.
FEW = 100


def begin(release, version=None):
    make_room(release)
    open_directories()
    tree = tree_of(release)
    os.makedirs(tree, exist_ok=True)
    if version is not None:
        join_core(os.path.dirname(tree), version)
    core = core_of(os.path.dirname(tree))
    corrupt = is_corrupt(core)
    complete = has_core(f"{RELEASES}/{release}") and (is_untouched(tree) or accept(release)["id"] == release)
    base = next((kept for kept in [live(), *kept_releases()] if os.path.isdir(f"{RELEASES}/{kept}")), None)
    return {
        "whole": complete and not corrupt,
        "present": os.path.isdir(f"{RELEASES}/{release}"),
        "tree": tree,
        "base": None if base is None else f"{RELEASES}/{base}/wp-content",
        "core": core,
        "spoilt": corrupt,
        **state(),
    }


def open_directories():
    """A restrictive umask, or a person, may have closed some to nginx and PHP. Listings and digests only cover
    files."""
    closed = ["find", CONTENT_HERE, "-type", "d", "!", "-perm", "0755", "-exec", "chmod", "0755", "{}", "+"]
    subprocess.run(closed, check=True)


def make_room(release):
    """Removes other releases that are on their way or were never kept. Otherwise they stay until a sync succeeds."""
    for other in {*listed(INCOMING)} - {release}:
        shutil.rmtree(f"{INCOMING}/{other}")
    remove_releases({release, live()})


def accept(release):
    tree = tree_of(release)
    found, files = digest(tree)
    if found == release:
        open_directories()
        complete(tree)
        sync_release(tree)
        os.makedirs(RELEASES, exist_ok=True)
        if os.path.isdir(f"{INCOMING}/{release}"):
            os.rename(f"{INCOMING}/{release}", f"{RELEASES}/{release}")
            sync_path(RELEASES)
    return {"id": found, "files": files}


def complete(tree):
    for path in walk(tree.encode()):
        if os.lstat(path).st_uid != os.geteuid():
            os.lchown(path, os.geteuid(), os.getegid())
    if not os.path.lexists(f"{tree}/uploads"):
        os.symlink(UPLOADS, f"{tree}/uploads")
    place(f"{os.path.dirname(tree)}/listing", listing(tree))


def sync_release(tree):
    """Files must reach the disk before the rename, or a power loss leaves a release with empty files."""
    new = [path for path in walk(tree.encode()) if is_new(os.lstat(path))]
    if len(new) > FEW:
        # Only this file system: syncing all of them would also wait for a share that hangs.
        subprocess.run(["sync", "--file-system", tree], check=True)
    for path in new if len(new) <= FEW else []:
        sync_path(path)


def listing(tree):
    return subprocess.run(LISTING, cwd=tree, capture_output=True, check=True).stdout


def is_untouched(tree):
    """Whether no file changed since all were read: no program can set a file's ctime."""
    try:
        with open(f"{tree}/../listing", "rb") as file:
            return file.read() == listing(tree)
    except FileNotFoundError:
        return False


def room():
    found = os.statvfs(INCOMING)
    return {"freeMiB": found.f_bavail * found.f_frsize >> 20}
