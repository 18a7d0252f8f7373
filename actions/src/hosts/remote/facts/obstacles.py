"""What may stand in the way of what the host is to do, though all of ours is as applied."""

import re

from facts.processes import output_of, start_with_output
from facts.reading import read
from host.mariadb import AS_ROOT

OURS = "inet flotilla"
THREADS = "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'THREADS_CONNECTED'"
CONNECTIONS = f"SELECT ({THREADS}), @@max_connections"


def start_tables():
    return start_with_output(["nft", "list", "tables"])


def start_connections(roles):
    argv = ["mariadb", *AS_ROOT, "--connect-timeout=2", "--batch", "--skip-column-names"]
    return start_with_output([*argv, "--execute=" + CONNECTIONS]) if "database" in roles else None


def foreign_firewalls(tables):
    """Tables of nftables that are not ours, those of iptables as it was, and ufw by its name."""
    listed = [line.removeprefix("table ").strip() for line in output_of(tables).splitlines()]
    legacy = [f"iptables {name}" for name in (read("/proc/net/ip_tables_names") or b"").decode().split()]
    enabled = re.search(rb"^ENABLED=yes", read("/etc/ufw/ufw.conf") or b"", re.MULTILINE)
    found = [f"table {name}" for name in listed if name != OURS] + legacy + (["ufw"] if enabled else [])
    return sorted(set(found))


def connections(asked):
    said = output_of(asked).split()
    return {"used": int(said[0]), "most": int(said[1])} if len(said) == 2 else None
