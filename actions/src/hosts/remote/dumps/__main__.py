"""Dumps of the site's database on the primary: does one verb, prints one JSON object.

    make DATABASE VERSION RELEASE
                      dumps it under a name that tells when, and the WordPress and the release that were live with it;
                      the last RETAINED stay, and the first of each of their versions
    list              the names, newest first
    load DATABASE NAME
                      reads the dump into a database beside, where nobody sees it
    swap DATABASE VERSION RELEASE
                      the tables beside for the site's own, all by one statement; what is replaced stays, with the
                      WordPress and the release that were live with it
    back DATABASE     undoes the swap, if there was one
    tidy DATABASE     dumps what was replaced, then removes it and what else is beside
    end DATABASE      the same, after which older dumps go as they do with `make`

A dump takes its name when it is whole. What a killed run left is removed by the next run. Tables are all that
WordPress has: triggers cannot be swapped, which MariaDB then says, and nothing has changed.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import fcntl
import json
import os
import sys

from dumps.beside import back, end, load, swap, tidy
from dumps.files import DUMPS, names
from dumps.make import make, prune


def dump(database, version, release):
    name = make(database, version, release)
    prune()
    return {"name": name}


def main():
    os.umask(0o077)
    os.makedirs(DUMPS, exist_ok=True)
    with open(DUMPS + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))


VERBS = {
    "make": dump,
    "list": lambda: {"names": names()},
    "load": load,
    "swap": swap,
    "back": back,
    "tidy": tidy,
    "end": end,
}

main()
