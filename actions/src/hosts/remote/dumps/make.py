"""A dump, whole before it has its name."""

import os
import time

from dumps.database import has_room, pipe, size_of
from dumps.files import DUMPS, UNFINISHED, names, path_of, version_of
from host.mariadb import AS_ROOT
from host.placing import settle

RETAINED = 5
# Whatever a row's size: the server's own limit holds, and Debian's for this program is far less. A byte that is no text
# is written as two digits, so that no character set can change it.
DUMP = f"mariadb-dump {' '.join(AS_ROOT)} --single-transaction --quick --hex-blob --max-allowed-packet=1G"


def make(database, version, release):
    has_room(size_of(database))
    pipe(f'{DUMP} "$1" | gzip >"$2"', database, UNFINISHED)
    settle(UNFINISHED)
    name = free_name(version, release)
    os.replace(UNFINISHED, path_of(name))
    settle(DUMPS)
    return name


def prune():
    """Not by a dump that a killed run left to be made: the next one may be there to read the oldest."""
    for old in superfluous(names()):
        os.unlink(path_of(old))


def free_name(version, release):
    """Of this second, or the next that no dump is of."""
    moment = int(time.time())
    while os.path.exists(path_of(name := f"{stamp(moment)}-{version}-{release}")):
        moment += 1
    return name


def stamp(moment):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))


def superfluous(found):
    """Not the oldest of a version that others are of: an upgrade that is tried again dumps what it changed before."""
    oldest = {version_of(name): name for name in found}
    needed = {oldest[version_of(name)] for name in found[:RETAINED]}
    return [name for name in found[RETAINED:] if name not in needed]
