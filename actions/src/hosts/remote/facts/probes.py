"""Whether the database, the shares and the site answer, and the probes of the roles. Each runs in a process of its
own, so one that hangs delays nothing."""

import json
import os
import re
import select
import signal
import socket
import time

from facts.reading import read_json, read_text, start
from facts.settings import paths
from host.page import failed, page
from host.paths import FRESH_ADDRESS, PROBES, ROOT, SITE_WANTED

PROBE_SECONDS = 2
# A resolver that does not answer costs five seconds; then the second one is asked.
ROLE_PROBE_SECONDS = 6
DATABASE_PORT = 3306


def start_probes(roles):
    shares = re.findall(r"^Where=(.+)$", "\n".join(automounts(roles)), re.MULTILINE)
    address = database_address(roles)
    return {
        "database": address and probe(milliseconds, ask_database, address),
        "shares": {path: probe(milliseconds, ask_share, ROOT + path) for path in shares},
    }


def database_address(roles):
    """Where this host's WordPress finds the database; None before the host was set up."""
    if "mesh" in roles and "vpn" not in roles:
        return "127.0.0.1"
    named = re.search(r"^(\S+)\s+primary\.vpn$", read_text("/etc/hosts"), re.MULTILINE)
    return named and named.group(1)


def start_role_probes():
    """The commands that the host's roles declare as probes, by title (actions/src/hosts/roles/role.ts)."""
    commands = [item for path in paths(PROBES + "/*.json") for item in (read_json(path) or {}).items()]
    return {title: start(["sh", "-c", command]) for title, command in commands}


def start_page():
    """The front page, if the host serves a site."""
    site = read_json(SITE_WANTED)
    return site and probe(page, re.sub("^https?://", "", site["url"]), FRESH_ADDRESS, "/")


def page_fact(asked, deadline):
    if asked is None:
        return None
    return answer(*asked, deadline) or failed("/", "answer", "no page in time: all of its workers may be busy")


def automounts(roles):
    files = [item for role in roles.values() for item in role["files"].items()]
    return [applied["text"] for path, applied in files if path.endswith(".automount")]


def ask_share(path):
    """By statvfs, whose answer is never cached. A host's own copy is mounted from the same file system."""
    os.statvfs(path)
    if os.stat(path).st_dev == os.stat(os.path.dirname(path)).st_dev and not is_mount_point(path):
        raise OSError(f"{path} is not mounted")


def is_mount_point(path):
    """By proc(5), mountinfo: the fifth field is the mount point, the one after the dash the type."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return any(mount[4] == path and mount[mount.index("-") + 1] != "autofs" for mount in mounts)


def ask_database(address):
    """MariaDB sends the first packet; its fifth byte is the protocol version, 10, unless it refuses the connection."""
    with socket.create_connection((address, DATABASE_PORT), PROBE_SECONDS) as connection:
        # Read all of it: unread data would make the close a reset.
        if connection.recv(4096)[4:5] != b"\x0a":
            raise OSError("no greeting")


def probe(ask, *arguments):
    """Asks in a child process: a hung share may block it where no signal reaches."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        # SSH considers a command running while any process holds its output open.
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
    """What the child found, e.g. the milliseconds it took; None when it failed or did not end in time."""
    ended, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
    if not ended:
        os.kill(pid, signal.SIGKILL)
        return None
    with os.fdopen(reader, "rb") as pipe:
        found = pipe.read()
    return json.loads(found) if found else None
