"""The pages that nginx has stored."""

import contextlib
import os
import stat
import struct
import time

from host.ours import files_below
from host.root import ROOT

# PHP's user owns it. nginx keeps its pages two directories deep.
PAGE_CACHE = ROOT + "/var/cache/nginx/pages"
PAGE_LEVELS = 2
# A page begins with the version of its format, when it expires and for how long after that readers get it nevertheless.
TIMES = struct.Struct("<qqq")
VERSION = 5


def expire_pages():
    """nginx asks PHP for each from here on, and shows the old one only if it gets none."""
    for name, held in files_below(PAGE_CACHE, PAGE_LEVELS):
        # Its program may have been there first, or something else stands in the file's place.
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            if not expire(name, held):
                os.unlink(name, dir_fd=held)


def expire(name, held):
    """Whether it is a page, and no other name of a file elsewhere."""
    try:
        page = os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=held)
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
