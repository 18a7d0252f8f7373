"""Commands of the host: some that several programs run, their environment, and their end."""

import os
import select
import signal

# Lists the files of a release: ctime, mode, size, mtime, owner and path of all but directories and uploads. `content`
# keeps the listing of a release that arrives, and `facts` compare it with a later one.
LISTING = ["find", ".", "-path", "./uploads", "-prune", "-o", "!", "-type", "d", "-printf", "%C@ %m %s %T@ %U %P\\0"]

# MariaDB's clients log in as root by the socket, whatever the option files of the host's administrator say.
AS_ROOT = ["--no-defaults", "--socket=/run/mysqld/mysqld.sock", "--user=root"]
# Asks the running database; prints values separated by tabs.
ASK_MARIADB = ["mariadb", *AS_ROOT, "--connect-timeout=2", "--batch", "--skip-column-names"]

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}


def wait(process, seconds):
    """Exit status; None if the process was killed with its group after that time. A pidfd wakes us; Popen.wait
    polls."""
    pidfd = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([pidfd], [], [], seconds)
    finally:
        os.close(pidfd)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    return status if ended else None
