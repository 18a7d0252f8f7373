"""Debian packages, installed without starting services that have no configuration yet; running services keep running.

invoke-rc.d and deb-systemd-invoke ask one policy program for the whole host. It exists only while our own dpkg, which
holds dpkg's lock, is at work, and holds back only what that dpkg starts. So an upgrade that the system makes by
itself never meets it, not even one that a killed run left behind.
"""

import contextlib
import os
import time

from converge.commands import Failure, ending, must, run
from host.paths import ROOT
from host.placing import erase, place

POLICY = ROOT + "/usr/sbin/policy-rc.d"
OURS = ROOT + "/run/flotilla-policy-rc.d"
# In the environment of our own dpkg.
MARK = "FLOTILLA_INSTALLS"
TEXT = f"""#!/bin/sh
# flotilla: a service of a package that it installs starts once its configuration is there, unless it runs already.
[ -z "${MARK}" ] || systemctl is-active --quiet "$1" || exit 101
"""
# The first lines of earlier versions of this policy, which held back services of every dpkg.
EARLIER = b"#!/bin/sh\n# flotilla, while it installs packages"
# dpkg runs them while it holds its lock. A policy of the host's owner stays.
HOOKS = [
    f"--pre-invoke=test -e {POLICY} || ln -sf {OURS} {POLICY}",
    f'--post-invoke=test "$(readlink {POLICY})" != {OURS} || rm {POLICY}',
]
# Units in these states come and go by themselves: that one has stopped means nothing.
PASSING = ("static", "transient", "indirect", "")
RUNNING = ("active", "activating", "reloading", "refreshing")
APT_LOCK_SECONDS = 120
APT = ["apt-get", "-y", "-o", f"DPkg::Lock::Timeout={APT_LOCK_SECONDS}"]
DPKG = ["--force-confdef", "--force-confold", *HOOKS]
MARKED = ["env", f"{MARK}=yes"]


def install_packages(step):
    options = [word for option in DPKG for word in ("-o", f"Dpkg::Options::={option}")]
    install = [*MARKED, *APT, *options, "install", "--no-install-recommends", *step["names"]]
    with services_held_back():
        if run(install)[0] != 0:
            # Lists may be missing or old, and a killed run may have interrupted dpkg: repair both, once.
            run([*MARKED, "dpkg", *DPKG, "--configure", "-a"])
            update_lists()
            must(install, "apt-get install")


def update_lists():
    """apt waits for dpkg's lock but not for the lock of the lists, which apt-daily holds at boot."""
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
    """Whether or not the packages can be installed, services that were active are active afterwards."""
    remove_policy()
    place(OURS, TEXT.encode())
    os.chmod(OURS, 0o755)
    before = active()
    try:
        yield
    finally:
        remove_policy()
        failure = start_again(before)
    if failure:
        raise failure


def remove_policy():
    if is_ours():
        erase(POLICY)


def is_ours():
    if os.path.islink(POLICY):
        return os.readlink(POLICY) == OURS
    try:
        with open(POLICY, "rb") as file:
            return file.read(len(EARLIER)) == EARLIER
    except FileNotFoundError:
        return False


def active():
    found = show(["--state=active", "*.service", "*.socket", "*.timer"])
    return sorted(unit["Id"] for unit in found if unit["UnitFileState"] not in PASSING)


def start_again(before):
    """Our own dpkg stops services for an upgrade, and the policy then keeps them stopped."""
    found = show(["--", *before]) if before else []
    stopped = [unit["Id"] for unit in found if unit["LoadState"] == "loaded" and unit["ActiveState"] not in RUNNING]
    status, output = run(["systemctl", "start", "--", *stopped]) if stopped else (0, "")
    what = f"{', '.join(stopped)} ran before the packages were installed and does not run now: systemctl start"
    return None if status == 0 else Failure(f"{what} {ending(status)}", output)


def show(which):
    """`systemctl show` prints one block a unit, with empty lines between."""
    _, output = run(["systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", *which])
    blocks = output.strip().split("\n\n")
    return [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks if block]
