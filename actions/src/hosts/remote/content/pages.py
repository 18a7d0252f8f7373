"""The pages that nginx has stored."""

import contextlib
import os
import stat
import struct
import time

from host.ours import files_below
from host.paths import PAGE_CACHE, ROOT

# nginx stores its pages two directories deep, in a directory that PHP's user owns.
PAGE_LEVELS = 2
# A page begins with the version of its format, when it expires, and for how long after that nginx may still serve it.
TIMES = struct.Struct("<qqq")
VERSION = 5


def expire_pages():
    """From now on nginx asks PHP for each page, and serves the stored one only if it gets no answer."""
    for name, directory in files_below(ROOT + PAGE_CACHE, PAGE_LEVELS):
        # nginx may have removed the file already, or something else is in its place.
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            if not expire(name, directory):
                os.unlink(name, dir_fd=directory)


def expire(name, directory):
    """Returns whether it is a page, and not another name of a file elsewhere."""
    try:
        page = os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except OSError:
        return False
    try:
        found = os.fstat(page)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_size < TIMES.size:
            return False
        version, fresh, _ = TIMES.unpack(os.pread(page, TIMES.size, 0))
        if version == VERSION:
            os.pwrite(page, TIMES.pack(version, min(fresh, int(time.time()) - 1), 0), 0)
        return version == VERSION
    finally:
        os.close(page)
