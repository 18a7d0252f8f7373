"""Debian packages, installed without starting what has no configuration yet."""

import time

from converge.commands import Failure, ending, must, run
from converge.held_back import HOOKS, MARK, services_held_back

APT_LOCK_SECONDS = 120
APT = ["apt-get", "-y", "-o", f"DPkg::Lock::Timeout={APT_LOCK_SECONDS}"]
DPKG = ["--force-confdef", "--force-confold", *HOOKS]
OURS = ["env", f"{MARK}=yes"]


def install_packages(step):
    options = [word for option in DPKG for word in ("-o", f"Dpkg::Options::={option}")]
    install = [*OURS, *APT, *options, "install", "--no-install-recommends", *step["names"]]
    with services_held_back():
        if run(install)[0] != 0:
            # Lists may be missing or old, and an earlier run may have been cut off inside dpkg: mend both, once.
            run([*OURS, "dpkg", *DPKG, "--configure", "-a"])
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
