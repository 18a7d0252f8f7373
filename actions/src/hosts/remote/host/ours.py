"""Root follows no path that another user can change: that user could replace any part of it with a link at any
moment."""

import errno
import os
import stat

from host.paths import ROOT


def must_be_ours(path):
    found = foreign(path)
    if found:
        why = "belongs to another user, or any user may write to it, so root does not work in it. Give it back to root"
        raise PermissionError(errno.EPERM, why, found)


def foreign(path):
    """The first directory on the way to `path` that another user can change, or None."""
    way = ROOT
    for part in path.removeprefix(ROOT).split("/")[1:-1]:
        way += "/" + part
        try:
            found = os.lstat(way)
        except FileNotFoundError:
            return None
        if not is_ours(found):
            return way
        if stat.S_ISLNK(found.st_mode) and (beyond := foreign(os.path.realpath(way) + "/")):
            return beyond
    return None


def is_ours(found):
    """In a sticky directory, such as /tmp, users can replace only their own files."""
    open_to_all = found.st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH
    return found.st_uid in (0, os.geteuid()) and (stat.S_ISLNK(found.st_mode) or not open_to_all)


def open_directory(path):
    """Opens the directory itself, never one that a link leads to. The descriptor stays valid whatever takes its
    place."""
    must_be_ours(path)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def files_below(top, levels):
    """Names of the files below another user's directory, each with a descriptor of the directory that holds it: that
    user may be moving directories meanwhile. Goes no deeper than `levels`, or that user could lead root down
    endlessly."""
    if not os.path.isdir(top) or os.path.islink(top):
        return
    for parent, directories, files, held in os.fwalk(top):
        if parent.count("/") - top.count("/") >= levels:
            directories.clear()
        for name in files:
            yield name, held
