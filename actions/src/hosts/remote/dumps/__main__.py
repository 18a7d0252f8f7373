"""Dumps of the site's database on the primary.

    make  dumps it under a name that holds the time, and the WordPress and the release that were live. The last RETAINED
          dumps stay, and the first dump of each of their versions
    list  returns the names, newest first
    load  reads a dump into a database next to the site's, where no reader sees it
    swap  exchanges those tables and the site's by one statement. The replaced tables stay, with the WordPress and the
    release
          that were live with them
    back  undoes the swap, if there was one
    tidy  dumps the replaced tables, then removes them and what else a killed run left
    end   does the same, then removes old dumps as `make` does

A dump gets its name when it is complete. WordPress has tables only: MariaDB refuses to swap a table that has
triggers, and then nothing has changed.
"""

import fcntl
import os

from dumps.beside import back, end, load, swap, tidy
from dumps.dump import DUMPS_HERE, make, names, prune
from host.program import serve


def dump(database, version, release):
    name = make(database, version, release)
    prune()
    return {"name": name}


VERBS = {
    "make": dump,
    "list": lambda: {"names": names()},
    "load": load,
    "swap": swap,
    "back": back,
    "tidy": tidy,
    "end": end,
}

os.umask(0o077)
os.makedirs(DUMPS_HERE, exist_ok=True)
with open(DUMPS_HERE + "/lock", "w", encoding="ascii") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    serve(VERBS)
