"""Commands of the host: the environment they get, and their end."""

import os
import select
import signal

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}


def wait(process, seconds):
    """Its exit status; None when it had to be ended, with all of its group. A pidfd wakes; Popen.wait would poll."""
    pidfd = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([pidfd], [], [], seconds)
    finally:
        os.close(pidfd)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    return status if ended else None
