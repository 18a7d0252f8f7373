"""The machine and its operating system."""

import fcntl
import os
import re

from facts.reading import read_json, read_text
from host.paths import CONVERGE_LOCK, ROOT

# dpkg writes a package's fields in a fixed order; only these may be between its name and its status.
INSTALLED = re.compile(r"^Package: (\S+)\n(?:(?:Essential|Protected): .*\n)*Status: \S+ ok installed$", re.MULTILINE)


def cloud_init():
    """What `cloud-init status` reports, from its files under /run: the command itself takes half a second."""
    result = read_json("/run/cloud-init/result.json")
    if result:
        errors = result.get("v1", {}).get("errors", [])
        return "error: " + "; ".join(map(str, errors)) if errors else "done"
    absent = not os.path.exists(ROOT + "/usr/bin/cloud-init")
    disabled = os.path.exists(ROOT + "/run/cloud-init/disabled")
    return "done" if absent or disabled else "running"


def converging():
    """Who holds the lock of `converge`, which waits while this tries the lock for an instant."""
    try:
        lock = os.open(ROOT + CONVERGE_LOCK, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return os.read(lock, 1000).decode()
    finally:
        os.close(lock)


def os_name():
    found = re.search(r'^PRETTY_NAME="?(.*?)"?$', read_text("/etc/os-release"), re.MULTILINE)
    return found.group(1) if found else "unknown"


def memory_mib(field):
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith(field + ":"))


def disk():
    found = os.statvfs(ROOT or "/")
    block = found.f_frsize
    return {"freeMiB": found.f_bavail * block >> 20, "totalMiB": found.f_blocks * block >> 20}


def packages():
    return sorted(set(INSTALLED.findall(read_text("/var/lib/dpkg/status"))))
