"""Holds the cluster's lease, here on its primary, for as long as the run that wants it is heard.

Reads one JSON line, `{"holder": who, "run": id, "waitSeconds": n}`, from standard input; after it any byte is a sign
of life. The lease is let go when standard input ends, as it does at once when the run is killed, or stays silent for
EXPIRY_SECONDS, as when the run's machine is gone. Prints a JSON line whenever its state changes: waiting, held,
refused; and while it is held one for each sign of life, `heard`, with their number until then.
Who held it last is also kept on disk: a run that comes back after a reboot learns of another one before it. A run that
changed nothing says so by the byte UNTOUCHED before it ends, and leaves no trace: two runs that both look again would
otherwise send each other back for ever.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import contextlib
import fcntl
import json
import os
import select
import sys
import time

from host.events import emit
from host.root import ROOT

LEASE = ROOT + "/run/flotilla.lease"
LAST = ROOT + "/var/lib/flotilla/lease.json"
EXPIRY_SECONDS = 20
POLL_SECONDS = 0.5
UNTOUCHED = b"-"

signs = 0
untouched = False


def main():
    order = json.loads(sys.stdin.buffer.readline())
    os.makedirs(os.path.dirname(LEASE), exist_ok=True)
    lease = os.open(LEASE, os.O_RDWR | os.O_CREAT, 0o600)
    if grab(lease, order["waitSeconds"]):
        hold(lease, order["holder"], order.get("run"))
    else:
        emit(state="refused", holder=read(lease)["holder"])


def grab(lease, seconds):
    """True once nobody else holds it; False when somebody still does after that time."""
    give_up = time.monotonic() + seconds
    told = None
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > give_up:
            return False
        holder = read(lease)["holder"]
        if holder != told:
            emit(state="waiting", holder=holder)
        told = holder
        hears(POLL_SECONDS)


def hold(lease, holder, run):
    holder += time.strftime(", since %H:%M:%S UTC", time.gmtime())
    last, idle = before(lease)
    traces = os.pread(lease, 4096, 0), kept()
    remember(run, ended=False)
    emit(state="held", idleSeconds=idle, wasOurs=run is not None and last == run)
    try:
        while True:
            write(lease, holder, run)
            if not hears(EXPIRY_SECONDS):
                return
            emit(state="heard", signs=signs)
    finally:
        if untouched:
            put_back(lease, *traces)
        else:
            write(lease, holder, run)
            remember(run, ended=True)


def before(lease):
    """The run that held it last, and for how many seconds none did; None where none is known."""
    last = read(lease)
    if "heldAt" in last:
        return last.get("run"), time.monotonic() - last["heldAt"]
    try:
        last = json.loads(kept())
    except ValueError:
        return None, None
    # One that a reboot ended may have been at work until then.
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
    """A full disk is no reason to leave the cluster as it is."""
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(LAST), exist_ok=True)
        with open(LAST + ".new", "w") as file:
            file.write(text)
        os.replace(LAST + ".new", LAST)


def put_back(lease, text, last):
    os.ftruncate(lease, os.pwrite(lease, text, 0))
    keep(last)


def hears(seconds):
    """Whether there is a sign of life within that time; ends this process when there can be none any more."""
    global signs, untouched
    if not select.select([0], [], [], seconds)[0]:
        return False
    heard = os.read(0, 4096)
    if heard == b"":
        sys.exit()
    signs += len(heard)
    untouched = untouched or UNTOUCHED in heard
    return True


def read(lease):
    """What the last holder left; a holder that is just writing leaves nothing readable for an instant."""
    try:
        return json.loads(os.pread(lease, 4096, 0))
    except ValueError:
        return {"holder": "another run"}


def write(lease, holder, run):
    """With when it was held last, by a clock that starts at boot, as this file does: /run does not outlive one."""
    text = json.dumps({"holder": holder, "run": run, "heldAt": time.monotonic()}).encode()
    os.ftruncate(lease, os.pwrite(lease, text, 0))


main()
