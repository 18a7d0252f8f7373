"""Directories, files and links; what steps changed can be put back by the list `undo`."""

import contextlib
import grp
import os
import pwd
import shlex

from converge.commands import must, shell
from converge.undo import snapshot
from host.ours import must_be_ours, open_directory
from host.placing import beside, erase, write_bytes
from host.root import ROOT


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
    """The step's path, in a directory that is there."""
    path = ROOT + step["path"]
    must_be_ours(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def ids(owner):
    return pwd.getpwnam(owner["owner"]).pw_uid, grp.getgrnam(owner["group"]).gr_gid
