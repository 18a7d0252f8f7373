"""Directories, files and links. `undo` lists functions that put back what a role changed, if its new files fail
together."""

import contextlib
import grp
import os
import pwd
import shlex
import stat

from converge.commands import must, shell
from host.ours import must_be_ours, open_directory
from host.paths import ROOT
from host.placing import beside, erase, write_bytes


def make_directory(step):
    path = in_directory(step)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path)
    held = open_directory(path)
    try:
        os.fchown(held, *ids(step))
        os.fchmod(held, int(step["mode"], 8))
    finally:
        os.close(held)


def write_file(step, undo):
    path = in_directory(step)
    with beside(path) as new:
        write_bytes(new, step["content"].encode())
        os.chown(new, *ids(step))
        os.chmod(new, int(step["mode"], 8))
        if "validate" in step:
            must(shell(step["validate"].replace("{}", shlex.quote(new))), "its validation")
        undo.append(snapshot(path))
        os.replace(new, path)


def make_link(step, undo):
    path = in_directory(step)
    with beside(path) as new:
        os.symlink(step["target"], new)
        undo.append(snapshot(path))
        os.replace(new, path)


def remove(step, undo):
    path = ROOT + step["path"]
    must_be_ours(path)
    if os.path.lexists(path):
        undo.append(snapshot(path))
        erase(path)


def in_directory(step):
    """The step's path, after its directory was created if missing."""
    path = ROOT + step["path"]
    must_be_ours(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def ids(owner):
    return pwd.getpwnam(owner["owner"]).pw_uid, grp.getgrnam(owner["group"]).gr_gid


def snapshot(path):
    """Returns a function that makes `path` exactly what it is now."""
    if not os.path.lexists(path):
        return lambda: erase(path)
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        target = os.readlink(path)
        return lambda: replace(path, found, lambda new: os.symlink(target, new))
    if stat.S_ISDIR(found.st_mode):
        return lambda: replace(path, found, os.mkdir)
    with open(path, "rb") as file:
        content = file.read()
    return lambda: replace(path, found, lambda new: write_bytes(new, content))


def replace(path, found, make):
    with beside(path) as new:
        make(new)
        os.chown(new, found.st_uid, found.st_gid, follow_symlinks=False)
        if not stat.S_ISLNK(found.st_mode):
            os.chmod(new, stat.S_IMODE(found.st_mode))
        os.utime(new, ns=(found.st_atime_ns, found.st_mtime_ns), follow_symlinks=False)
        os.replace(new, path)
