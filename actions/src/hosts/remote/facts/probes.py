"""Whether the database, the shares and the site answer, asked where a hung one holds up nothing."""

import json
import os
import re
import select
import signal
import socket
import time

from facts.processes import start
from facts.reading import read, read_json
from facts.settings import paths
from host.page import FRESH, failed, page
from host.root import ROOT

PROBE_SECONDS = 2
# The first resolver takes five seconds not to answer. Then the second is asked.
ROLE_PROBE_SECONDS = 6
ROLE_PROBES = "/etc/flotilla/probes/*.json"
DATABASE_PORT = 3306


def start_probes(roles):
    shares = re.findall(r"^Where=(.+)$", "\n".join(automounts(roles)), re.MULTILINE)
    address = re.search(r"^(\S+)\s+primary\.vpn$", (read("/etc/hosts") or b"").decode(), re.MULTILINE)
    return {
        "database": address and probe(milliseconds, ask_database, address.group(1)),
        "shares": {path: probe(milliseconds, ask_share, ROOT + path) for path in shares},
    }


def start_role_probes():
    """By title, the commands that the host's roles declare as probes (actions/src/hosts/roles/role.ts)."""
    commands = [item for path in paths(ROLE_PROBES) for item in (read_json(path) or {}).items()]
    return {title: start(["sh", "-c", command]) for title, command in commands}


def start_page():
    """The front page, where the host serves a site; its address is in the file that made the site."""
    site = read_json("/etc/flotilla/site.json")
    return site and probe(page, re.sub("^https?://", "", site["url"]), FRESH, "/")


def page_fact(asked, deadline):
    if asked is None:
        return None
    return answer(*asked, deadline) or failed("/", "answer", "no page in time: all of its workers may be busy")


def automounts(roles):
    files = [item for role in roles.values() for item in role["files"].items()]
    return [applied["text"] for path, applied in files if path.endswith(".automount")]


def ask_share(path):
    """By statvfs, since its answer is never a cached one."""
    os.statvfs(path)
    if os.stat(path).st_dev == os.stat(os.path.dirname(path)).st_dev:
        raise OSError(f"{path} is not mounted")


def ask_database(address):
    """MariaDB speaks first: a packet whose fifth byte is the protocol's version, 10, or says that it refuses."""
    with socket.create_connection((address, DATABASE_PORT), PROBE_SECONDS) as connection:
        # All of it: what is left unread would end the connection with a reset.
        if connection.recv(4096)[4:5] != b"\x0a":
            raise OSError("no greeting")


def probe(ask, *arguments):
    """Asks in a child, as a hung share may hold it where no signal reaches: nobody waits for more than its answer."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        # SSH takes a command for running as long as anyone holds its output.
        null = os.open("/dev/null", os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        try:
            os.write(writer, json.dumps(ask(*arguments)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    return pid, reader


def milliseconds(ask, *arguments):
    began = time.monotonic()
    ask(*arguments)
    return round((time.monotonic() - began) * 1000, 1)


def answer(pid, reader, deadline):
    """What it found, e.g. the milliseconds it took; None when it failed, or did not end in time."""
    ended, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
    if not ended:
        os.kill(pid, signal.SIGKILL)
        return None
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    return json.loads(said) if said else None
