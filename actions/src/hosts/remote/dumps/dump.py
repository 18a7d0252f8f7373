"""Dumps: their names, how one is made, and which are kept."""

import os
import time

from dumps.database import pipe, require_room, size_of
from host.paths import DUMPS, ROOT
from host.placing import sync_path
from host.processes import AS_ROOT

DUMPS_HERE = ROOT + DUMPS
SUFFIX = ".sql.gz"
UNFINISHED = DUMPS_HERE + "/unfinished"
RETAINED = 5
# The packet size is for rows of any size: the server's own limit applies, and Debian's default for this program is
# far lower. Binary data is written as hexadecimal digits, so no character set can change it.
DUMP = f"mariadb-dump {' '.join(AS_ROOT)} --single-transaction --quick --hex-blob --max-allowed-packet=1G"


def names():
    found = (name.removesuffix(SUFFIX) for name in os.listdir(DUMPS_HERE) if name.endswith(SUFFIX))
    return sorted(found, reverse=True)


def path_of(name):
    return f"{DUMPS_HERE}/{name}{SUFFIX}"


def version_of(name):
    """The version of WordPress: the part between the time and the release."""
    return name.split("-", 1)[1].rpartition("-")[0]


def make(database, version, release):
    require_room(DUMPS_HERE, size_of(database))
    pipe(f'{DUMP} "$1" | gzip >"$2"', database, UNFINISHED)
    sync_path(UNFINISHED)
    name = free_name(version, release)
    os.replace(UNFINISHED, path_of(name))
    sync_path(DUMPS_HERE)
    return name


def free_name(version, release):
    """Has this second's time, or the next one's that no dump has."""
    moment = int(time.time())
    while os.path.exists(path_of(name := f"{stamp(moment)}-{version}-{release}")):
        moment += 1
    return name


def stamp(moment):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))


def prune():
    """Not called where a killed run's tables are dumped: the run may be about to read the oldest dump."""
    for old in superfluous(names()):
        os.unlink(path_of(old))


def superfluous(found):
    """Keeps the oldest dump of each kept version: retrying an upgrade dumps tables that the first try may have
    changed."""
    oldest = {version_of(name): name for name in found}
    needed = {oldest[version_of(name)] for name in found[:RETAINED]}
    return [name for name in found[RETAINED:] if name not in needed]
