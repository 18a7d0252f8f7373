"""A dump's tables, in databases next to the site's own.

They are in `…_beside` until they are swapped with the site's tables. Then `…_former` holds the replaced tables, and
its comment says which WordPress and release were live with them. The tables are swapped if there is a `…_former` and
nothing beside.
"""

import contextlib
import os

from dumps.database import pipe, require_room, size_of, sql, tables
from dumps.dump import DUMPS_HERE, UNFINISHED, make, path_of, prune
from host.processes import AS_ROOT

# By default MariaDB waits up to a day for sessions that still read a table.
SWAP_SECONDS = 60
LOAD = f"mariadb {' '.join(AS_ROOT)} --max-allowed-packet=1G"


def tidy(database):
    """Dumps tables that a restore replaced before removing them: no dump has them yet."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(UNFINISHED)
    saved = save(database) if is_swapped(database) else None
    drop_both(database)
    return {"saved": saved}


def save(database):
    [comment] = comments(former(database))
    return make(former(database), *comment.split(" "))


def end(database):
    result = tidy(database)
    prune()
    return result


def load(database, name):
    tidy(database)
    # The loaded tables are larger than the dump. They are about as large as the current ones, which are dumped later.
    require_room(DUMPS_HERE, size_of(database) + os.path.getsize(path_of(name)))
    sql(f"CREATE DATABASE `{beside(database)}`")
    pipe(f'gzip --decompress --stdout "$2" | {LOAD} "$1"', beside(database), path_of(name))
    return {}


def swap(database, version, release):
    sql(f"CREATE DATABASE `{former(database)}` COMMENT '{version} {release}'")
    exchange(beside(database), database, former(database))
    return {}


def back(database):
    """Undoes a swap if there was one, whether or not the run learned of it."""
    if is_swapped(database):
        exchange(former(database), database, beside(database))
    drop_both(database)
    return {}


def drop_both(database):
    sql(f"DROP DATABASE IF EXISTS `{former(database)}`; DROP DATABASE IF EXISTS `{beside(database)}`")


def is_swapped(database):
    return comments(former(database)) != [] and tables(beside(database)) == []


def exchange(new, database, old):
    """Moves one database's tables to `old` and another's in their place, by one statement that no reader sees half
    done."""
    moves = [
        *(move(table, database, old) for table in tables(database)),
        *(move(table, new, database) for table in tables(new)),
    ]
    sql(f"SET lock_wait_timeout = {SWAP_SECONDS}; RENAME TABLE {', '.join(moves)}")


def move(table, old, new):
    return f"`{old}`.`{table}` TO `{new}`.`{table}`"


def comments(database):
    """The database's comment in a list; an empty list if there is no such database."""
    return sql(f"SELECT schema_comment FROM information_schema.schemata WHERE schema_name = '{database}'")


def beside(database):
    return f"{database}_beside"


def former(database):
    return f"{database}_former"
