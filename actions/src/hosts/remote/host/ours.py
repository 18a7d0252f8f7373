"""Root follows no path that another user can change: a link may stand in any part's place at any moment."""

import errno
import os
import stat

from host.root import ROOT


def must_be_ours(path):
    found = foreign(path)
    if found:
        why = "belongs to another user, or any user may write to it: root does not work in it. Give it back to root"
        raise PermissionError(errno.EPERM, why, found)


def foreign(path):
    """The first directory on the way to `path` that another user can change; None where there is none."""
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
    """In a sticky directory, such as /tmp, nobody can replace what is another's."""
    open_to_all = found.st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH
    return found.st_uid in (0, os.geteuid()) and (stat.S_ISLNK(found.st_mode) or not open_to_all)


def open_directory(path):
    """The directory itself, never one that a link leads to; whatever takes its place, this stays it."""
    must_be_ours(path)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def files_below(top, levels):
    """Names of the files in a directory of another user's, who may be moving its parts meanwhile; each with a
    descriptor of what holds it, so that what is opened is what was looked at. No deeper than its program's own levels,
    or that user could lead root down for ever."""
    if not os.path.isdir(top) or os.path.islink(top):
        return
    for parent, directories, files, held in os.fwalk(top):
        if parent.count("/") - top.count("/") >= levels:
            directories.clear()
        for name in files:
            yield name, held
