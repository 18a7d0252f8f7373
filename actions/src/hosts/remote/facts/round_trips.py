"""How long the other hosts take to answer through the mesh."""

import re

from facts.reading import output_of, start_with_output
from host.paths import MESH_CONFIG

# In seconds. A member that takes longer is no use to the others.
PATIENCE = "1"
PING = ["ping", "-n", "-c", "3", "-i", "0.2", "-W", PATIENCE]
PEER = re.compile(r"^# (\S+)\n(?:.+\n)*?AllowedIPs = ([\d.]+)/32$", re.MULTILINE)


def start_round_trips(roles):
    """Some pings to each peer in the applied configuration of the mesh, by name."""
    config = roles.get("mesh", {}).get("files", {}).get(MESH_CONFIG, {}).get("text", "")
    return {name: start_with_output([*PING, to]) for name, to in PEER.findall(config)}


def round_trips(asked):
    """Milliseconds of the fastest, since a busy host delays the others; None of a host that did not answer."""
    return {name: milliseconds(output_of(process)) for name, process in asked.items()}


def milliseconds(output):
    return min(map(float, re.findall(r" time=([\d.]+) ms", output)), default=None)
