"""A dump, whole before it has its name."""

import os
import time

from dumps.beside import drop
from dumps.database import has_room, pipe
from dumps.files import DUMPS, names, path_of, version_of
from host.placing import settle

RETAINED = 5


def make(database, version, release):
    drop(database)
    has_room(database)
    name = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{version}-{release}"
    pipe('mariadb-dump --single-transaction --quick "$1" | gzip >"$2"', database, f"{DUMPS}/unfinished")
    settle(f"{DUMPS}/unfinished")
    os.replace(f"{DUMPS}/unfinished", path_of(name))
    settle(DUMPS)
    for old in superfluous(names()):
        os.unlink(path_of(old))
    return {"name": name}


def superfluous(found):
    """Not the oldest of a version that others are of: an upgrade that is tried again dumps what it changed before."""
    oldest = {version_of(name): name for name in found}
    needed = {oldest[version_of(name)] for name in found[:RETAINED]}
    return [name for name in found[RETAINED:] if name not in needed]
