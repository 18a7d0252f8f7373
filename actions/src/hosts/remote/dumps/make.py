"""A dump, whole before it has its name."""

import os
import time

from dumps.beside import drop
from dumps.database import has_room, pipe
from dumps.files import DUMPS, names, path_of
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
    for old in names()[RETAINED:]:
        os.unlink(path_of(old))
    return {"name": name}
