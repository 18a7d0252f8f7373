"""MariaDB, through its own programs."""

import os
import subprocess

from host.processes import AS_ROOT
from host.program import Refusal

MIB = 1 << 20


def size_of(database):
    """Bytes: more than its compressed dump takes, and about what a second copy takes."""
    total = "COALESCE(SUM(data_length + index_length), 0)"
    return int(sql(f"SELECT {total} FROM information_schema.tables WHERE {belongs_to(database)}")[0])


def require_room(folder, needed):
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize
    if free < needed:
        raise Refusal(
            f"The disk has {free // MIB} MiB left, and a copy of the database takes {needed // MIB} MiB: free some"
            " space there, or declare a larger size."
        )


def tables(database):
    return sql(f"SELECT table_name FROM information_schema.tables WHERE {belongs_to(database)}")


def belongs_to(database):
    return f"table_schema = '{database}' AND table_type = 'BASE TABLE'"


def sql(statements):
    command = ["mariadb", *AS_ROOT, "--batch", "--skip-column-names"]
    ended = subprocess.run(command, input=statements, capture_output=True, check=False, encoding="utf-8")
    if ended.returncode != 0:
        raise Refusal(ended.stderr.strip() or f"mariadb ended with status {ended.returncode}.")
    return ended.stdout.splitlines()


def pipe(line, *arguments):
    command = ["bash", "-c", f"set -o pipefail; {line}", "bash", *arguments]
    ended = subprocess.run(command, stderr=subprocess.PIPE, check=False, encoding="utf-8", errors="replace")
    if ended.returncode != 0:
        raise Refusal(f"{line}: {ended.stderr.strip() or f'status {ended.returncode}'}")
