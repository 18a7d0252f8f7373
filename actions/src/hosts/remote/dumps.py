#!/usr/bin/python3 -IS
"""Dumps of the site's database on the primary: does one verb, prints one JSON object.

    make DATABASE VERSION RELEASE
                      dumps it under a name that tells when, and the WordPress and the release that were live with it;
                      the last RETAINED stay
    list              the names, newest first
    load DATABASE NAME
                      reads the dump into a database beside, where nobody sees it
    swap DATABASE     the tables beside for the site's own, all by one statement; once more, and it is undone
    drop DATABASE     removes what is beside

A dump takes its name when it is whole. What a killed run left is removed by the next dump. Tables are all that WordPress
has: triggers cannot be swapped, which MariaDB then says, and nothing has changed.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import fcntl
import json
import os
import subprocess
import sys
import time

ROOT = os.environ.get("FLOTILLA_ROOT", "")
DUMPS = ROOT + "/var/lib/flotilla/dumps"
SUFFIX = ".sql.gz"
RETAINED = 5
# MariaDB's own patience with whoever reads a table is a day.
SWAP_SECONDS = 60
MIB = 1 << 20


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
        RENAME TABLE {', '.join(moves)};
        DROP DATABASE `{away}`""")
    return {}


def move(table, old, new):
    return f"`{old}`.`{table}` TO `{new}`.`{table}`"


def drop(database):
    sql(f"DROP DATABASE IF EXISTS `{beside(database)}`")
    return {}


def names():
    found = (name.removesuffix(SUFFIX) for name in os.listdir(DUMPS) if name.endswith(SUFFIX))
    return sorted(found, reverse=True)


def path_of(name):
    return f"{DUMPS}/{name}{SUFFIX}"


def beside(database):
    return f"{database}_beside"


def has_room(database):
    """As much as the database takes: more than its dump does, compressed, and about what it takes once more."""
    bytes_of = f"SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE {of(database)}"
    needed = int(sql(bytes_of)[0])
    found = os.statvfs(DUMPS)
    free = found.f_bavail * found.f_frsize
    if free < needed:
        sys.exit(
            f"The disk has {free // MIB} MiB left, and the database takes {needed // MIB} MiB: no room for it a second"
            " time. Make room there, or declare a larger size."
        )


def tables(database):
    return sql(f"SELECT table_name FROM information_schema.tables WHERE {of(database)}")


def of(database):
    return f"table_schema = '{database}' AND table_type = 'BASE TABLE'"


def sql(statements):
    command = ["mariadb", "--batch", "--skip-column-names"]
    ended = subprocess.run(command, input=statements, capture_output=True, check=False, encoding="utf-8")
    if ended.returncode != 0:
        sys.exit(ended.stderr.strip() or f"mariadb ended with status {ended.returncode}.")
    return ended.stdout.splitlines()


def pipe(line, *words):
    command = ["bash", "-c", f"set -o pipefail; {line}", "bash", *words]
    ended = subprocess.run(command, stderr=subprocess.PIPE, check=False, encoding="utf-8", errors="replace")
    if ended.returncode != 0:
        sys.exit(f"{line}: {ended.stderr.strip() or f'status {ended.returncode}'}")


def settle(path):
    """On the disk, before it counts."""
    held = os.open(path, os.O_RDONLY)
    os.fsync(held)
    os.close(held)


VERBS = {"make": make, "list": lambda: {"names": names()}, "load": load, "swap": swap, "drop": drop}


def main():
    os.umask(0o077)
    os.makedirs(DUMPS, exist_ok=True)
    with open(DUMPS + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))


main()
