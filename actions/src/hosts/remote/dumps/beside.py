"""A dump's tables, in databases beside the site's own: `…_beside` until they are swapped for it; then `…_former` holds
what they replaced, and its comment says which WordPress and release were live with that. Where there is a `…_former`
and nothing beside, the tables are swapped."""

import contextlib
import os

from dumps.database import has_room, pipe, size_of, sql, tables
from dumps.files import UNFINISHED, path_of
from dumps.make import make, prune
from host.mariadb import AS_ROOT

# MariaDB's own patience with whoever reads a table is a day.
SWAP_SECONDS = 60
LOAD = f"mariadb {' '.join(AS_ROOT)} --max-allowed-packet=1G"


def tidy(database):
    """Removes what a killed run left. Tables that were replaced are dumped first: they hold what no dump has yet."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(UNFINISHED)
    saved = save(database) if is_swapped(database) else None
    sql(f"DROP DATABASE IF EXISTS `{former(database)}`; DROP DATABASE IF EXISTS `{beside(database)}`")
    return {"saved": saved}


def save(database):
    [comment] = comments(former(database))
    return make(former(database), *comment.split(" "))


def end(database):
    done = tidy(database)
    prune()
    return done


def load(database, name):
    tidy(database)
    # A compressed dump is a small part of its tables, which are in turn about what is there now; and these are dumped.
    has_room(size_of(database) + os.path.getsize(path_of(name)))
    sql(f"CREATE DATABASE `{beside(database)}`")
    pipe(f'gzip --decompress --stdout "$2" | {LOAD} "$1"', beside(database), path_of(name))
    return {}


def swap(database, version, release):
    sql(f"CREATE DATABASE `{former(database)}` COMMENT '{version} {release}'")
    exchange(beside(database), database, former(database))
    return {}


def back(database):
    """Undoes a swap where there was one, whether or not its answer arrived."""
    if is_swapped(database):
        exchange(former(database), database, beside(database))
    sql(f"DROP DATABASE IF EXISTS `{former(database)}`; DROP DATABASE IF EXISTS `{beside(database)}`")
    return {}


def is_swapped(database):
    return comments(former(database)) != [] and tables(beside(database)) == []


def exchange(new, database, old):
    """The tables of one for those of another, which no reader sees half done."""
    moves = [
        *(move(table, database, old) for table in tables(database)),
        *(move(table, new, database) for table in tables(new)),
    ]
    sql(f"SET lock_wait_timeout = {SWAP_SECONDS}; RENAME TABLE {', '.join(moves)}")


def move(table, old, new):
    return f"`{old}`.`{table}` TO `{new}`.`{table}`"


def comments(database):
    """Its comment, where there is such a database."""
    return sql(f"SELECT schema_comment FROM information_schema.schemata WHERE schema_name = '{database}'")


def beside(database):
    return f"{database}_beside"


def former(database):
    return f"{database}_former"
