"""A release on its way, until it is whole."""

import os
import shutil
import subprocess

from content.core import core_of, has_core, is_spoilt, join_core
from content.kept import listed, remove_releases
from content.live import history, live, state
from content.places import CONTENT, INCOMING, RELEASES, tree_of
from content.tree import digest, is_new, walk
from host.listing import LISTING
from host.placing import place, settle

UPLOADS = "/srv/flotilla/uploads"
# So many files are put on the disk one by one; to do so with more takes longer than to do it with all there is.
FEW = 100


def begin(release, version=None):
    make_room(release)
    open_directories()
    tree = tree_of(release)
    os.makedirs(tree, exist_ok=True)
    if version is not None:
        join_core(os.path.dirname(tree), version)
    core = core_of(os.path.dirname(tree))
    spoilt = is_spoilt(core)
    whole = has_core(f"{RELEASES}/{release}") and (is_untouched(tree) or accept(release)["id"] == release)
    base = next((kept for kept in [live(), *history()] if os.path.isdir(f"{RELEASES}/{kept}")), None)
    linked = None if base is None else f"{RELEASES}/{base}/wp-content"
    present = os.path.isdir(f"{RELEASES}/{release}")
    return {
        "whole": whole and not spoilt,
        "present": present,
        "tree": tree,
        "base": linked,
        "core": core,
        "spoilt": spoilt,
        **state(),
    }


def open_directories():
    """A restrictive umask, or a hand, may have closed some to nginx and PHP; listings and digests know files alone."""
    closed = ["find", CONTENT, "-type", "d", "!", "-perm", "0755", "-exec", "chmod", "0755", "{}", "+"]
    subprocess.run(closed, check=True)


def make_room(release):
    """What else was on its way, or arrived and was never kept, would stay for as long as no sync ends well."""
    for other in {*listed(INCOMING)} - {release}:
        shutil.rmtree(f"{INCOMING}/{other}")
    remove_releases({release, live()})


def accept(release):
    tree = tree_of(release)
    found, files = digest(tree)
    if found == release:
        open_directories()
        complete(tree)
        settle_release(tree)
        os.makedirs(RELEASES, exist_ok=True)
        if os.path.isdir(f"{INCOMING}/{release}"):
            os.rename(f"{INCOMING}/{release}", f"{RELEASES}/{release}")
            settle(RELEASES)
    return {"id": found, "files": files}


def complete(tree):
    for path in walk(tree.encode()):
        if os.lstat(path).st_uid != os.geteuid():
            os.lchown(path, os.geteuid(), os.getegid())
    if not os.path.lexists(f"{tree}/uploads"):
        os.symlink(UPLOADS, f"{tree}/uploads")
    place(f"{os.path.dirname(tree)}/listing", listing(tree))


def settle_release(tree):
    """What is renamed must be on the disk first, or a loss of power leaves a release with empty files."""
    new = [path for path in walk(tree.encode()) if is_new(os.lstat(path))]
    if len(new) > FEW:
        # Only this file system: to wait for all of them is to wait for a share that hangs.
        subprocess.run(["sync", "--file-system", tree], check=True)
    for path in new if len(new) <= FEW else []:
        settle(path)


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
