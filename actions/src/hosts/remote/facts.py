#!/usr/bin/python3 -IS
"""Prints what this host is like as one JSON object; its shape is `factsSchema` in actions/src/hosts/facts.ts.

It reports about what the manifest lists and holds back every secret, for the key of a plan may run it. Speed matters:
a plan waits for it. So commands run side by side while files are read, and nothing is imported that is not needed.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import base64
import fcntl
import functools
import grp
import hashlib
import json
import os
import pwd
import re
import select
import signal
import socket
import stat
import subprocess
import time

ROOT = os.environ.get("FLOTILLA_ROOT", "")
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}
CHECK_SECONDS = 10
PROBE_SECONDS = 2
VPN_INTERFACE = "tun-flotilla"
DATABASE_PORT = 3306
MAX_CONTENT = 64 * 1024
# Spelled with an escape, so that this file, written to hosts from a template, holds no hole itself.
SECRET_HOLE = "\u27e6secret:"

# dpkg writes the fields of a package in a fixed order; only these may stand between its name and its status.
INSTALLED = re.compile(r"^Package: (\S+)\n(?:(?:Essential|Protected): .*\n)*Status: \S+ ok installed$", re.MULTILINE)
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


def read(path):
    try:
        with open(ROOT + path, "rb") as file:
            return file.read()
    except OSError:
        return None


def read_json(path):
    try:
        return json.loads(read(path) or b"null")
    except ValueError:
        return None


def start(argv, stdout=subprocess.DEVNULL, cwd="/"):
    """Starts a command in a process group of its own, so that a hanging one can be ended with its children."""
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=cwd,
        env=ENVIRONMENT,
    )


def start_with_output(argv, cwd="/"):
    try:
        return start(argv, subprocess.PIPE, cwd)
    except FileNotFoundError:
        return None


def output_of(process):
    return process.communicate()[0].decode() if process else ""


def passes(process, deadline):
    """Whether the command ends with 0 in time. A pidfd wakes at its end; Popen.wait with a timeout would poll."""
    pidfd = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([pidfd], [], [], max(0, deadline - time.monotonic()))
    finally:
        os.close(pidfd)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait() == 0


@functools.lru_cache(maxsize=None)
def user(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@functools.lru_cache(maxsize=None)
def group(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def status(path, kind):
    """Its lstat when it is of that kind (stat.S_ISREG…): a link in a file's place is not the file."""
    try:
        found = os.lstat(ROOT + path)
    except OSError:
        return None
    return found if kind(found.st_mode) else None


def ownership(found):
    mode = format(stat.S_IMODE(found.st_mode), "04o")
    return {"mode": mode, "owner": user(found.st_uid), "group": group(found.st_gid)}


def directory_fact(path):
    found = status(path, stat.S_ISDIR)
    return found and ownership(found)


def file_fact(path, applied):
    found = status(path, stat.S_ISREG)
    content = read(path) if found else None
    if content is None:
        return None
    fact = {"sha256": hashlib.sha256(content).hexdigest(), **ownership(found)}
    # As applied, the manifest's text says it all; only a change made on the host needs its content to be shown.
    if fact["sha256"] != applied["content"] and SECRET_HOLE not in applied["text"]:
        fact.update(shown(content))
    return fact


def shown(content):
    if len(content) >= MAX_CONTENT or b"\0" in content:
        return {}
    try:
        return {"content": content.decode()}
    except UnicodeDecodeError:
        return {}


def link_fact(path):
    return os.readlink(ROOT + path) if status(path, stat.S_ISLNK) else None


def start_units(names):
    argv = ["systemctl", "show", "--property=ActiveState,UnitFileState", "--", *names]
    return start_with_output(argv) if names else None


def unit_facts(names, process):
    """`systemctl show` prints one block a unit, in the order asked for, empty lines between."""
    blocks = output_of(process).strip().split("\n\n")
    fields = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks]
    fields += [{}] * (len(names) - len(fields))
    return {
        name: {
            "enabled": field.get("UnitFileState") in ("enabled", "enabled-runtime", "alias"),
            "active": field.get("ActiveState") in ("active", "reloading", "refreshing"),
        }
        for name, field in zip(names, fields)
    }


def certificate_der(path):
    """The first certificate of a PEM file: of a chain, the host's own."""
    found = PEM.search(read(path) or b"")
    return found and base64.b64decode(found.group(1))


def vpn_fingerprint():
    der = certificate_der("/etc/openvpn/flotilla.crt")
    return der and ":".join(format(byte, "02X") for byte in hashlib.sha256(der).digest())


CONTENT = "/srv/www/content"
# As in content.py, which keeps what this printed when the release arrived.
LISTING = ["find", ".", "-path", "./uploads", "-prune", "-o", "!", "-type", "d", "-printf", "%C@ %m %s %T@ %U %P\\0"]
MAX_DRIFT = 20


def start_listing():
    tree = f"{ROOT}{link_fact(CONTENT + '/current') or ''}/wp-content"
    return start_with_output(LISTING, tree) if os.path.exists(tree + "/../listing") else None


def content_fact(process):
    """Which release of wp-content is live, which was kept last, and what has changed in it by size, time, mode or owner."""
    target = link_fact(CONTENT + "/current")
    if target is None:
        return None
    kept = re.match(r"(\w+) (\d+)\n", (read(CONTENT + "/history") or b"").decode())
    arrived = listing_of(read(target + "/listing") or b"")
    found = listing_of(process.communicate()[0]) if process else {}
    drift = sorted(path for path in {*arrived, *found} if arrived.get(path) != found.get(path))
    return {
        "live": os.path.basename(target) if process else None,
        "core": os.path.basename(link_fact(target + "/core") or "") or None,
        "kept": {"release": kept.group(1), "at": int(kept.group(2))} if kept else None,
        "drift": [{"path": text_of(path), "is": kind_of(path, arrived, found)} for path in drift[:MAX_DRIFT]],
        "drifted": len(drift),
    }


def listing_of(printed):
    """What there is to tell of each path, by path. When a file changed last is left out: to share it is a change."""
    return {path: told for _, *told, path in (entry.split(b" ", 5) for entry in printed.split(b"\0") if entry)}


def kind_of(path, arrived, found):
    return "added" if path not in arrived else "missing" if path not in found else "changed"


def text_of(path):
    return path.decode(errors="backslashreplace")


CHAIN = "/etc/flotilla/tls/fullchain.pem"


def start_certificate():
    # `-nameopt RFC2253` gives `CN=…,O=…`; the date is asked for in ISO form, though with a blank in its middle.
    argv = ["openssl", "x509", "-noout", "-enddate", "-dateopt", "iso_8601", "-issuer", "-nameopt", "RFC2253"]
    return start_with_output([*argv, "-in", ROOT + CHAIN]) if certificate_der(CHAIN) else None


def certificate_fact(process):
    fields = dict(line.split("=", 1) for line in output_of(process).splitlines() if "=" in line)
    if "notAfter" not in fields:
        return None
    return {
        "sha256": hashlib.sha256(certificate_der(CHAIN)).hexdigest(),
        "notAfter": fields["notAfter"].replace(" ", "T"),
        "issuer": fields.get("issuer", "").strip(),
        "placeholder": os.path.exists(ROOT + "/etc/flotilla/tls/placeholder"),
    }


def cloud_init():
    """Its own files under /run tell what `cloud-init status` tells, without half a second of Python."""
    result = read_json("/run/cloud-init/result.json")
    if result:
        errors = result.get("v1", {}).get("errors", [])
        return "error: " + "; ".join(map(str, errors)) if errors else "done"
    absent = not os.path.exists(ROOT + "/usr/bin/cloud-init")
    disabled = os.path.exists(ROOT + "/run/cloud-init/disabled")
    return "done" if absent or disabled else "running"


def converging():
    """Who holds the lock of converge.py. It is tried only for an instant, which converge.py sits out."""
    try:
        lock = os.open(ROOT + "/run/flotilla.lock", os.O_RDONLY)
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
    found = re.search(r'^PRETTY_NAME="?(.*?)"?$', (read("/etc/os-release") or b"").decode(), re.MULTILINE)
    return found.group(1) if found else "unknown"


def memory_mib(field):
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith(field + ":"))


def disk():
    found = os.statvfs(ROOT or "/")
    block = found.f_frsize
    return {"freeMiB": found.f_bavail * block >> 20, "totalMiB": found.f_blocks * block >> 20}


def packages():
    return sorted(set(INSTALLED.findall((read("/var/lib/dpkg/status") or b"").decode(errors="replace"))))


def listed(roles, field):
    return [path for role in roles.values() for path in role[field]]


def probe(ask, *arguments):
    """Asks in a child, since a hung share may hold it where no signal reaches: nobody waits for more than its answer."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        # SSH takes a command for running as long as anyone holds its output.
        null = os.open("/dev/null", os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        try:
            os.write(writer, str(milliseconds(ask, *arguments)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    return pid, reader


def milliseconds(ask, *arguments):
    began = time.monotonic()
    ask(*arguments)
    return round((time.monotonic() - began) * 1000, 1)


def answer(pid, reader, deadline):
    """The milliseconds it took; None when it failed, or not ended in time."""
    ended, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
    if not ended:
        os.kill(pid, signal.SIGKILL)
        return None
    said = os.read(reader, 64)
    return float(said) if said else None


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


def start_probes(roles):
    shares = re.findall(r"^Where=(.+)$", "\n".join(automounts(roles)), re.MULTILINE)
    address = re.search(r"^(\S+)\s+primary\.vpn$", (read("/etc/hosts") or b"").decode(), re.MULTILINE)
    return {
        "database": address and probe(ask_database, address.group(1)),
        "shares": {path: probe(ask_share, ROOT + path) for path in shares},
    }


def automounts(roles):
    files = [item for role in roles.values() for item in role["files"].items()]
    return [applied["text"] for path, applied in files if path.endswith(".automount")]


def start_failed():
    return start_with_output(["systemctl", "list-units", "--failed", "--plain", "--no-legend", "--full"])


def health(probes, failed, deadline):
    """What matters to a person on call, beside what was applied."""
    database = probes["database"]
    return {
        "memoryAvailableMiB": memory_mib("MemAvailable"),
        "rebootRequired": os.path.exists(ROOT + "/run/reboot-required"),
        "wordpress": wordpress_version(),
        "vpn": {"up": os.path.exists(f"{ROOT}/sys/class/net/{VPN_INTERFACE}"), "peers": vpn_peers()},
        "databaseMs": database and answer(*database, deadline),
        "sharesMs": {path: answer(*share, deadline) for path, share in probes["shares"].items()},
        "failedUnits": [line.split()[0] for line in output_of(failed).splitlines() if line.strip()],
    }


def wordpress_version():
    found = re.search(rb"\$wp_version = '([^']+)'", read(CONTENT + "/current/core/wp-includes/version.php") or b"")
    return found and found.group(1).decode()


def vpn_peers():
    """Since when, in seconds since 1970, each web host is connected, by name; OpenVPN writes it once a minute."""
    status_file = (read("/run/openvpn-server/status-flotilla.log") or b"").decode()
    fields = [line.split(",") for line in status_file.splitlines() if line.startswith("CLIENT_LIST,")]
    return {field[1]: int(field[8]) for field in fields}


def main():
    manifest = read_json("/var/lib/flotilla/manifest.json")
    roles = manifest["roles"] if manifest else {}
    deadline = time.monotonic() + CHECK_SECONDS
    probes_deadline = time.monotonic() + PROBE_SECONDS
    probes = start_probes(roles)
    # The slowest first: systemd answers after everything else is known.
    units = listed(roles, "units")
    unit_process = start_units(units)
    failed_process = start_failed()
    certificate_process = start_certificate()
    listing_process = start_listing()
    checks = {
        f"{role}/{name}": start(["sh", "-c", command["check"]])
        for role, applied in roles.items()
        for name, command in applied["commands"].items()
    }
    facts = {
        "host": os.uname().nodename,
        "cloudInit": cloud_init(),
        "converging": converging(),
        "os": os_name(),
        "memoryMiB": memory_mib("MemTotal"),
        "disk": disk(),
        "clock": time.time(),
        "packages": packages(),
        "files": {
            path: file_fact(path, entry) for role in roles.values() for path, entry in role["files"].items()
        },
        "directories": {path: directory_fact(path) for path in listed(roles, "directories")},
        "links": {path: link_fact(path) for path in listed(roles, "links")},
        "present": [path for path in listed(roles, "absent") if os.path.lexists(ROOT + path)],
        "units": unit_facts(units, unit_process),
        "certificate": certificate_fact(certificate_process),
        "content": content_fact(listing_process),
        "vpnFingerprint": vpn_fingerprint(),
        "commands": {name: passes(process, deadline) for name, process in checks.items()},
        "manifest": manifest,
        "health": health(probes, failed_process, probes_deadline),
    }
    print(json.dumps(facts))


main()
