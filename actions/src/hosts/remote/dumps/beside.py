"""A dump's tables, in a database beside the site's own."""

from dumps.database import has_room, pipe, sql, tables
from dumps.files import path_of

# MariaDB's own patience with whoever reads a table is a day.
SWAP_SECONDS = 60


def load(database, name):
    drop(database)
    has_room(database)
    sql(f"CREATE DATABASE `{beside(database)}`")
    pipe('gzip --decompress --stdout "$2" | mariadb "$1"', beside(database), path_of(name))
    return {}


def swap(database):
    away = f"{database}_away"
    ours, theirs = tables(database), tables(beside(database))
    moves = [
        *(move(table, database, away) for table in ours),
        *(move(table, beside(database), database) for table in theirs),
        *(move(table, away, beside(database)) for table in ours),
    ]
    sql(f"""CREATE DATABASE IF NOT EXISTS `{away}`;
        SET lock_wait_timeout = {SWAP_SECONDS};
        RENAME TABLE {", ".join(moves)};
        DROP DATABASE `{away}`""")
    return {}


def move(table, old, new):
    return f"`{old}`.`{table}` TO `{new}`.`{table}`"


def drop(database):
    sql(f"DROP DATABASE IF EXISTS `{beside(database)}`")
    return {}


def beside(database):
    return f"{database}_beside"
