"""Changes this host, step by step, as actions/src/hosts/converge/converge-host.ts decided; it decides nothing itself.

Reports each step as it starts and ends. A role's first failure ends the run; unfinished changes stay marked in the
manifest, and the next run repeats them.
"""

import contextlib
import fcntl
import os
import time

from converge.commands import Failure
from converge.manifest import begin, finish
from converge.steps import take
from host.paths import CONVERGE_LOCK, ROOT
from host.program import emit, serve

LOCK = ROOT + CONVERGE_LOCK
LOCK_SECONDS = 5


def converge(by, roles):
    holder = hold_lock()
    if holder is not None:
        return {"outcome": "locked", "holder": holder}
    failed = next(filter(None, (converge_role(role, by) for role in roles)), None)
    return {"outcome": "failed", **failed} if failed else {"outcome": "finished"}


def converge_role(role, by):
    """Returns how it failed, if it did."""
    undo = []
    step = {"address": role["addresses"][0], "do": "note"}
    try:
        begin(role, by)
        for step in role["steps"]:
            report(step, undo)
        finish(role, by)
        return None
    except (Failure, OSError, LookupError) as error:
        return {
            "address": step["address"],
            "do": step["do"],
            "error": str(error),
            "output": getattr(error, "output", ""),
        }


def report(step, undo):
    started = time.monotonic()
    emit("started", address=step["address"])
    state = take(step, undo)
    emit(state, address=step["address"], seconds=round(time.monotonic() - started, 3))


def hold_lock():
    """One run at a time changes this host, until its process ends. Returns the other run that holds the lock, if
    any."""
    os.makedirs(os.path.dirname(LOCK), exist_ok=True)
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if not grab(lock):
        return os.read(lock, 1000).decode()
    peer = os.environ.get("SSH_CONNECTION", "this host").split()[0]
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}, from {peer}, since {time.strftime('%H:%M:%S UTC', time.gmtime())}".encode())
    return None


def grab(lock):
    """An observing run holds it for an instant; only a converging run holds it for longer."""
    give_up = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < give_up:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.1)
    return False


serve({"converge": converge})
