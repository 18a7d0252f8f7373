"""MariaDB, through its own programs."""

import os
import subprocess
import sys

from dumps.files import DUMPS
from host.mariadb import AS_ROOT

MIB = 1 << 20


def size_of(database):
    """Bytes that it takes: more than its dump does, compressed, and about what it takes once more."""
    total = "COALESCE(SUM(data_length + index_length), 0)"
    return int(sql(f"SELECT {total} FROM information_schema.tables WHERE {of(database)}")[0])


def has_room(needed):
    found = os.statvfs(DUMPS)
    free = found.f_bavail * found.f_frsize
    if free < needed:
        sys.exit(
            f"The disk has {free // MIB} MiB left, and the database takes {needed // MIB} MiB once more: make room"
            " there, or declare a larger size."
        )


def tables(database):
    return sql(f"SELECT table_name FROM information_schema.tables WHERE {of(database)}")


def of(database):
    return f"table_schema = '{database}' AND table_type = 'BASE TABLE'"


def sql(statements):
    command = ["mariadb", *AS_ROOT, "--batch", "--skip-column-names"]
    ended = subprocess.run(command, input=statements, capture_output=True, check=False, encoding="utf-8")
    if ended.returncode != 0:
        sys.exit(ended.stderr.strip() or f"mariadb ended with status {ended.returncode}.")
    return ended.stdout.splitlines()


def pipe(line, *words):
    command = ["bash", "-c", f"set -o pipefail; {line}", "bash", *words]
    ended = subprocess.run(command, stderr=subprocess.PIPE, check=False, encoding="utf-8", errors="replace")
    if ended.returncode != 0:
        sys.exit(f"{line}: {ended.stderr.strip() or f'status {ended.returncode}'}")
