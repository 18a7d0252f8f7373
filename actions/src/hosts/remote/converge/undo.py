"""Ways back, for a role whose new files fail together."""

import os
import stat

from host.placing import beside, erase, write_bytes


def snapshot(path):
    """Gives back how to make `path` again exactly what it is now."""
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
