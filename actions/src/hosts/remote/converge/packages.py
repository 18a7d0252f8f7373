"""Debian packages, installed without starting what has no configuration yet."""

import contextlib
import os
import time

from converge.commands import Failure, ending, must, run

APT_LOCK_SECONDS = 120
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
