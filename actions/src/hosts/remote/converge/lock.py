"""One run at a time changes this host."""

import contextlib
import fcntl
import os
import time

from host.root import ROOT

LOCK = ROOT + "/run/flotilla.lock"
LOCK_SECONDS = 5


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


def grab(lock):
    """For an instant a run that observes holds it; for longer, only one that converges."""
    give_up = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < give_up:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.1)
    return False
