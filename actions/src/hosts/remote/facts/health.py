"""What is told for a person on call."""

import os
import re

from facts.content import CONTENT
from facts.machine import memory_mib
from facts.obstacles import connections, foreign_firewalls
from facts.probes import answer
from facts.processes import output_of, passes
from facts.reading import read
from host.root import ROOT

VPN_INTERFACE = "tun-flotilla"


def health(asked):
    """What matters to a person on call, beside what was applied."""
    probes, deadline = asked["probes"], asked["probes_deadline"]
    database = probes["database"]
    return {
        "memoryAvailableMiB": memory_mib("MemAvailable"),
        "rebootRequired": os.path.exists(ROOT + "/run/reboot-required"),
        "wordpress": wordpress_version(),
        "vpn": {"up": os.path.exists(f"{ROOT}/sys/class/net/{VPN_INTERFACE}"), "peers": vpn_peers()},
        "databaseMs": database and answer(*database, deadline),
        "sharesMs": {path: answer(*share, deadline) for path, share in probes["shares"].items()},
        "failedUnits": [line.split()[0] for line in output_of(asked["failed"]).splitlines() if line.strip()],
        "foreignFirewalls": foreign_firewalls(asked["tables"]),
        "connections": connections(asked["connections"]),
        "probes": {title: passes(one, asked["role_probes_deadline"]) for title, one in asked["role_probes"].items()},
    }


def wordpress_version():
    found = re.search(rb"\$wp_version = '([^']+)'", read(CONTENT + "/current/core/wp-includes/version.php") or b"")
    return found and found.group(1).decode()


def vpn_peers():
    """Since when, in seconds since 1970, each web host is connected, by name; OpenVPN writes it once a minute."""
    status_file = (read("/run/openvpn-server/status-flotilla.log") or b"").decode()
    fields = [line.split(",") for line in status_file.splitlines() if line.startswith("CLIENT_LIST,")]
    return {field[1]: int(field[8]) for field in fields}
