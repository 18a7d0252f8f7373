"""What matters to a person on call, in addition to what was applied."""

import os
import re

from facts.machine import memory_mib
from facts.probes import answer
from facts.reading import output_of, passes, read_text, start_with_output
from host.paths import CONTENT, MESH_INTERFACE, ROOT, VPN_INTERFACE
from host.processes import ASK_MARIADB

OUR_TABLE = "inet flotilla"
THREADS = "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'THREADS_CONNECTED'"
CONNECTIONS = f"SELECT ({THREADS}), @@max_connections"


def start_tables():
    return start_with_output(["nft", "list", "tables"])


def start_connections(roles):
    return start_with_output([*ASK_MARIADB, "--execute=" + CONNECTIONS]) if "database" in roles else None


def health(asked):
    probes, deadline = asked["probes"], asked["probes_deadline"]
    database = probes["database"]
    return {
        "memoryAvailableMiB": memory_mib("MemAvailable"),
        "rebootRequired": os.path.exists(ROOT + "/run/reboot-required"),
        "wordpress": wordpress_version(),
        "vpn": {"up": has_vpn(), "peers": vpn_peers()},
        "databaseMs": database and answer(*database, deadline),
        "sharesMs": {path: answer(*share, deadline) for path, share in probes["shares"].items()},
        "failedUnits": [line.split()[0] for line in output_of(asked["failed"]).splitlines() if line.strip()],
        "foreignFirewalls": foreign_firewalls(asked["tables"]),
        "connections": connections(asked["connections"]),
        "probes": role_probes(asked),
    }


def role_probes(asked):
    """A probe that does not end in time has failed."""
    deadline = asked["role_probes_deadline"]
    return {title: passes(process, deadline) is True for title, process in asked["role_probes"].items()}


def wordpress_version():
    found = re.search(r"\$wp_version = '([^']+)'", read_text(CONTENT + "/current/core/wp-includes/version.php"))
    return found and found.group(1)


def has_vpn():
    return any(os.path.exists(f"{ROOT}/sys/class/net/{name}") for name in (VPN_INTERFACE, MESH_INTERFACE))


def vpn_peers():
    """Since when each web host is connected, by name, in seconds since 1970. OpenVPN writes the file once a minute."""
    lines = read_text("/run/openvpn-server/status-flotilla.log").splitlines()
    fields = [line.split(",") for line in lines if line.startswith("CLIENT_LIST,")]
    return {field[1]: int(field[8]) for field in fields}


def foreign_firewalls(tables):
    """nftables' tables that are not ours, iptables' legacy tables, and ufw."""
    listed = [line.removeprefix("table ").strip() for line in output_of(tables).splitlines()]
    legacy = [f"iptables {name}" for name in read_text("/proc/net/ip_tables_names").split()]
    ufw = ["ufw"] if re.search(r"^ENABLED=yes", read_text("/etc/ufw/ufw.conf"), re.MULTILINE) else []
    return sorted({*(f"table {name}" for name in listed if name != OUR_TABLE), *legacy, *ufw})


def connections(process):
    fields = output_of(process).split()
    return {"used": int(fields[0]), "most": int(fields[1])} if len(fields) == 2 else None
