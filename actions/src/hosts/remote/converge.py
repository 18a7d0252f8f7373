#!/usr/bin/python3 -IS
"""Does on this host, step by step, what actions/src/hosts/converge.ts decided; it decides nothing itself.

Reads one JSON object from standard input, so that no secret is ever an argument, and prints a JSON line as each step
starts and ends. A role's first failure ends the run; what is not finished stays marked in the manifest, and the next
run repeats it. FLOTILLA_ROOT, for tests, stands before every path.
"""

import contextlib
import fcntl
import grp
import json
import os
import pwd
import select
import shlex
import signal
import stat
import subprocess
import sys
import time

ROOT = os.environ.get("FLOTILLA_ROOT", "")
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "APT_LISTCHANGES_FRONTEND": "none",
    # Restarting what the roles did not ask for is not ours to do.
    "NEEDRESTART_SUSPEND": "1",
}
CHECK_SECONDS = 10
COMMAND_SECONDS = 900
APT_LOCK_SECONDS = 120
LOCK_SECONDS = 5
OUTPUT_LINES = 20
STATE = ROOT + "/var/lib/flotilla"
LOCK = ROOT + "/run/flotilla.lock"


class Failure(Exception):
    def __init__(self, error, output=""):
        super().__init__(error)
        self.output = "\n".join(output.splitlines()[-OUTPUT_LINES:])


def emit(**event):
    """A host finishes what it was told also when nobody listens any more: a lost link must not stop it halfway."""
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(event), flush=True)


# Commands


def run(argv, seconds=COMMAND_SECONDS, fds=()):
    """Exit status (None: out of time) and output. To a memory file, since a pipe held by a daemon would never end."""
    output = os.memfd_create("output")
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=fds,
        )
        status = wait(process, seconds)
        return status, os.pread(output, os.fstat(output).st_size, 0).decode(errors="replace")
    finally:
        os.close(output)


def wait(process, seconds):
    pidfd = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([pidfd], [], [], seconds)
    finally:
        os.close(pidfd)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    return status if ended else None


def must(argv, what, **options):
    status, output = run(argv, **options)
    if status != 0:
        raise Failure(f"{what} {ending(status)}", output)


def ending(status):
    if status is None:
        return f"did not end within {COMMAND_SECONDS} s"
    return f"ended with status {status}" if status > 0 else f"was ended by signal {-status}"


def shell(command):
    return ["sh", "-c", command]


def check(command):
    return run(shell(command), seconds=CHECK_SECONDS)[0] == 0


def run_script(text):
    """Runs shell text that may hold secrets: from a memory file, for arguments are seen by every process."""
    script = os.memfd_create("script")
    try:
        os.write(script, text.encode())
        return run(["sh", f"/dev/fd/{script}"], fds=(script,))
    finally:
        os.close(script)


# Packages

APT = ["apt-get", "-y", "-o", f"DPkg::Lock::Timeout={APT_LOCK_SECONDS}"]
KEEP_CONFIGURATION = ["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"]
POLICY = "/usr/sbin/policy-rc.d"
POLICY_TEXT = """#!/bin/sh
# flotilla, while it installs packages: what does not run yet starts once its configuration is there.
systemctl is-active --quiet "$1" || exit 101
"""


def install_packages(step):
    install = [*APT, *KEEP_CONFIGURATION, "install", "--no-install-recommends", *step["names"]]
    with services_held_back():
        if run(install)[0] != 0:
            # Lists may be missing or old, and an earlier run may have been cut off inside dpkg: mend both, once.
            run(["dpkg", "--force-confdef", "--force-confold", "--configure", "-a"])
            update_lists()
            must(install, "apt-get install")


def update_lists():
    """Unlike dpkg's, the lock of the lists is not waited for by apt itself, and apt-daily takes it at boot."""
    give_up = time.monotonic() + APT_LOCK_SECONDS
    while True:
        status, output = run([*APT, "update"])
        if status == 0:
            return
        if "/lists/lock" not in output or time.monotonic() > give_up:
            raise Failure(f"apt-get update {ending(status)}", output)
        time.sleep(1)


@contextlib.contextmanager
def services_held_back():
    try:
        with open(POLICY, encoding="utf-8") as file:
            ours = file.read() == POLICY_TEXT
    except FileNotFoundError:
        ours = True
    if ours:
        with open(POLICY, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o755)
            file.write(POLICY_TEXT)
    try:
        yield
    finally:
        if ours:
            os.unlink(POLICY)


# Paths


def ids(owner):
    return pwd.getpwnam(owner["owner"]).pw_uid, grp.getgrnam(owner["group"]).gr_gid


def make_directory(step):
    path = ROOT + step["path"]
    os.makedirs(path, exist_ok=True)
    os.chown(path, *ids(step))
    os.chmod(path, int(step["mode"], 8))


def write_file(step, undo):
    path = ROOT + step["path"]
    with beside(path) as new:
        write_bytes(new, step["content"].encode())
        os.chown(new, *ids(step))
        os.chmod(new, int(step["mode"], 8))
        if "validate" in step:
            must(shell(step["validate"].replace("{}", shlex.quote(new))), "its validation")
        undo.append(snapshot(path))
        os.replace(new, path)


def make_link(step, undo):
    path = ROOT + step["path"]
    with beside(path) as new:
        os.symlink(step["target"], new)
        undo.append(snapshot(path))
        os.replace(new, path)


def remove(step, undo):
    path = ROOT + step["path"]
    if os.path.lexists(path):
        undo.append(snapshot(path))
        erase(path)


@contextlib.contextmanager
def beside(path):
    """A name in the same directory, so that taking `path`'s place is one atomic rename; gone in any case after."""
    new = path + ".flotilla-new"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    erase(new)
    try:
        yield new
    finally:
        erase(new)


def erase(path):
    with contextlib.suppress(FileNotFoundError):
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)


def snapshot(path):
    """Gives back how to make `path` again exactly what it is now."""
    if not os.path.lexists(path):
        return lambda: erase(path)
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        target = os.readlink(path)
        return lambda: replace(path, found, lambda new: os.symlink(target, new))
    if stat.S_ISDIR(found.st_mode):
        return lambda: replace(path, found, os.mkdir)
    with open(path, "rb") as file:
        content = file.read()
    return lambda: replace(path, found, lambda new: write_bytes(new, content))


def replace(path, found, make):
    with beside(path) as new:
        make(new)
        os.chown(new, found.st_uid, found.st_gid, follow_symlinks=False)
        if not stat.S_ISLNK(found.st_mode):
            os.chmod(new, stat.S_IMODE(found.st_mode))
        os.utime(new, ns=(found.st_atime_ns, found.st_mtime_ns), follow_symlinks=False)
        os.replace(new, path)


def write_bytes(path, content):
    """Closed to others until its owner and mode are set."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


# Units and commands


def set_unit(step):
    name = step["name"]
    enabled = run(["systemctl", "is-enabled", "--quiet", name])[0] == 0
    if enabled != step["enabled"]:
        must(["systemctl", "enable" if step["enabled"] else "disable", name], "systemctl")
    # A unit that failed too often refuses to start, also once its configuration is mended.
    run(["systemctl", "reset-failed", name])
    verb = "start" if step["active"] else "stop"
    status, output = run(["systemctl", verb, name])
    if status != 0:
        _, journal = run(["journalctl", "--no-pager", "--output=cat", "--lines=15", f"--unit={name}"])
        raise Failure(f"systemctl {verb} {ending(status)}", output + journal)


def guarded(step):
    if check(step["check"]):
        return "already"
    status, output = run_script(step["run"])
    if status != 0:
        raise Failure(f"its command {ending(status)}", output)
    if not check(step["check"]):
        raise Failure("its command ended well, but its check still fails", output)
    return "changed"


# The manifest


def read_manifest():
    try:
        with open(STATE + "/manifest.json", encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return {"version": 1, "roles": {}}


def write_manifest(manifest):
    os.makedirs(STATE, mode=0o700, exist_ok=True)
    new = STATE + "/manifest.json.flotilla-new"
    erase(new)
    write_bytes(new, json.dumps(manifest).encode())
    os.replace(new, STATE + "/manifest.json")


def amend(role, changed):
    """Lets `changed` amend a role's entry of the manifest; an entry that is left empty goes."""
    manifest = read_manifest()
    entry = changed(manifest["roles"].get(role, {}))
    manifest["roles"].pop(role, None)
    if any(entry.values()):
        manifest["roles"][role] = entry
    manifest["appliedAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    write_manifest(manifest)


def begin(role):
    """Notes what is about to be done before it is, so that nothing a run leaves half done is ever forgotten."""

    def changed(entry):
        united = {field: unite(entry.get(field), items) for field, items in role["add"].items()}
        return {**united, "unfinished": unite(entry.get("unfinished"), role["addresses"])}

    amend(role["role"], changed)


def finish(role):
    def changed(entry):
        rest = {field: without(entry[field], names) for field, names in role["drop"].items()}
        return {**rest, "unfinished": without(entry["unfinished"], role["addresses"])}

    amend(role["role"], changed)


def unite(before, added):
    if isinstance(added, dict):
        return {**(before or {}), **added}
    return sorted({*(before or []), *added})


def without(before, names):
    if isinstance(before, dict):
        return {name: item for name, item in before.items() if name not in names}
    return [name for name in before if name not in names]


# The run

STEPS = {
    "packages": install_packages,
    "directory": make_directory,
    "unit": set_unit,
    "guarded": guarded,
    "run": lambda step: must(shell(step["command"]), "its command"),
}
# These put a role's new files in service; if one fails, all that the role changed by them is put back.
PLACING = {
    "write": write_file,
    "link": make_link,
    "remove": remove,
    "validate": lambda step, undo: must(shell(step["command"]), "the validation"),
}


def take(step, undo):
    if step["do"] in STEPS:
        return STEPS[step["do"]](step) or "changed"
    try:
        PLACING[step["do"]](step, undo)
        return "changed"
    except (Failure, OSError, LookupError):
        for put_back in reversed(undo):
            put_back()
        raise


def converge(role):
    undo = []
    doing = {"address": role["addresses"][0], "do": "note"}
    try:
        begin(role)
        for doing in role["steps"]:
            tell(doing, undo)
        finish(role)
        return True
    except (Failure, OSError, LookupError) as error:
        output = getattr(error, "output", "")
        emit(address=doing["address"], state="failed", error=str(error), output=output, do=doing["do"])
        return False


def tell(step, undo):
    started = time.monotonic()
    emit(address=step["address"], state="started")
    state = take(step, undo)
    emit(address=step["address"], state=state, seconds=round(time.monotonic() - started, 3))


def grab(lock):
    """For an instant a run that observes holds it; for longer, only one that converges."""
    give_up = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < give_up:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.1)
    return False


def hold_lock():
    """Kept until this process ends; the file says who holds it, for whom comes second."""
    os.makedirs(os.path.dirname(LOCK), exist_ok=True)
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if not grab(lock):
        return os.read(lock, 1000).decode()
    peer = os.environ.get("SSH_CONNECTION", "this host").split()[0]
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}, from {peer}, since {time.strftime('%H:%M:%S UTC', time.gmtime())}".encode())
    return None


def main():
    order = json.load(sys.stdin.buffer)
    holder = hold_lock()
    if holder is not None:
        emit(state="locked", holder=holder)
    elif all(converge(role) for role in order["roles"]):
        emit(state="finished")


main()
