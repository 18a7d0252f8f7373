"""Holds this host's part of the cluster's lease, for as long as the run that took it gives signs of life.

Each byte after the request is a sign of life. The lease ends when standard input ends, as it does at once when the
run is killed, or after EXPIRY_SECONDS of silence, as when the run's machine is gone. Reports when its state changes
(`waiting`, `held`), and while it is held reports `heard` with the number of signs so far.

Who held it last is also kept on disk: a run that comes back after a reboot learns of another run before it. A run
that changed nothing sends the byte UNTOUCHED before it ends and leaves no trace. Otherwise two runs that both observe
again would make each other do so forever.
"""

import contextlib
import fcntl
import json
import os
import select
import time

from host.paths import ROOT, STATE
from host.program import emit, serve

LEASE = ROOT + "/run/flotilla.lease"
LAST = ROOT + STATE + "/lease.json"
EXPIRY_SECONDS = 20
POLL_SECONDS = 0.5
UNTOUCHED = b"-"

signs = 0
untouched = False


class Ended(Exception):
    """Standard input ended: there can be no more signs of life."""


def take(holder, seconds, run=None):
    os.makedirs(os.path.dirname(LEASE), exist_ok=True)
    lease = os.open(LEASE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not grab(lease, seconds):
            return {"outcome": "refused", "holder": read(lease)["holder"]}
        hold(lease, holder, run)
    except Ended:
        pass
    return {"outcome": "ended"}


def grab(lease, seconds):
    """Returns True once the lease is free, False if another run still holds it after that time."""
    give_up = time.monotonic() + seconds
    reported = None
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > give_up:
            return False
        holder = read(lease)["holder"]
        if holder != reported:
            emit("waiting", holder=holder)
        reported = holder
        hears(POLL_SECONDS)


def hold(lease, holder, run):
    holder += time.strftime(", since %H:%M:%S UTC", time.gmtime())
    last, idle = previous(lease)
    traces = os.pread(lease, 4096, 0), kept()
    remember(run, ended=False)
    emit("held", idleSeconds=idle, wasOurs=run is not None and last == run)
    try:
        while True:
            write(lease, holder, run)
            if not hears(EXPIRY_SECONDS):
                return
            emit("heard", signs=signs)
    finally:
        if untouched:
            put_back(lease, *traces)
        else:
            write(lease, holder, run)
            remember(run, ended=True)


def previous(lease):
    """The run that held it last and the seconds since then; None where unknown."""
    last = read(lease)
    if "heldAt" in last:
        return last.get("run"), time.monotonic() - last["heldAt"]
    try:
        last = json.loads(kept())
    except ValueError:
        return None, None
    # A run that a reboot ended may have worked until the reboot.
    return last["run"], max(0, time.time() - last["at"]) if last["ended"] else 0


def kept():
    try:
        with open(LAST) as file:
            return file.read()
    except OSError:
        return ""


def remember(run, ended):
    keep(json.dumps({"run": run, "at": time.time(), "ended": ended}))


def keep(text):
    """A full disk must not prevent a run from repairing the cluster."""
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(LAST), exist_ok=True)
        with open(LAST + ".new", "w") as file:
            file.write(text)
        os.replace(LAST + ".new", LAST)


def put_back(lease, text, last):
    os.ftruncate(lease, os.pwrite(lease, text, 0))
    keep(last)


def hears(seconds):
    """Returns whether there is a sign of life within that time."""
    global signs, untouched
    if not select.select([0], [], [], seconds)[0]:
        return False
    heard = os.read(0, 4096)
    if heard == b"":
        raise Ended
    signs += len(heard)
    untouched = untouched or UNTOUCHED in heard
    return True


def read(lease):
    """What the last holder wrote. While a holder is writing, the file is unreadable for an instant."""
    try:
        return json.loads(os.pread(lease, 4096, 0))
    except ValueError:
        return {"holder": "another run"}


def write(lease, holder, run):
    """`heldAt` is by a clock that starts at boot, as this file does: /run is empty after a boot."""
    text = json.dumps({"holder": holder, "run": run, "heldAt": time.monotonic()}).encode()
    os.ftruncate(lease, os.pwrite(lease, text, 0))


serve({"take": take})
