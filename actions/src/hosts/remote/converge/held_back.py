"""Services that a package brings start once their configuration is there; what runs already is left running.

invoke-rc.d and deb-systemd-invoke ask one program for the whole host. So it stands there only while our own dpkg, which
has the lock by then, is at work, and it holds back only what our own dpkg starts: an upgrade that the system makes of
itself never meets it, not even one that a killed run left behind.
"""

import contextlib
import os

from converge.commands import Failure, ending, run
from host.placing import erase, place
from host.root import ROOT

POLICY = ROOT + "/usr/sbin/policy-rc.d"
OURS = ROOT + "/run/flotilla-policy-rc.d"
# What the environment of our own dpkg has.
MARK = "FLOTILLA_INSTALLS"
TEXT = f"""#!/bin/sh
# flotilla: of what it installs itself, what does not run yet starts once its configuration is there.
[ -z "${MARK}" ] || systemctl is-active --quiet "$1" || exit 101
"""
# How earlier versions of this program began theirs, which held back everybody's.
EARLIER = b"#!/bin/sh\n# flotilla, while it installs packages"
# Of dpkg: they run while it has the lock. A policy of the host's owner stays.
HOOKS = [
    f"--pre-invoke=test -e {POLICY} || ln -sf {OURS} {POLICY}",
    f'--post-invoke=test "$(readlink {POLICY})" != {OURS} || rm {POLICY}',
]
# Of these states of unit files: that such a unit runs no more says nothing, it comes and goes by itself.
PASSING = ("static", "transient", "indirect", "")
RUNNING = ("active", "activating", "reloading", "refreshing")


@contextlib.contextmanager
def services_held_back():
    """Whatever becomes of the packages, what was active is active after them."""
    forget_policy()
    place(OURS, TEXT.encode())
    os.chmod(OURS, 0o755)
    before = active()
    try:
        yield
    finally:
        forget_policy()
        unable = start_again(before)
    if unable:
        raise unable


def forget_policy():
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
    """The policy finds stopped what our own dpkg stopped for an upgrade, and holds that back as well."""
    found = show(["--", *before]) if before else []
    stopped = [unit["Id"] for unit in found if unit["LoadState"] == "loaded" and unit["ActiveState"] not in RUNNING]
    status, output = run(["systemctl", "start", "--", *stopped]) if stopped else (0, "")
    what = f"{', '.join(stopped)} ran before the packages came, does not now, and systemctl start"
    return None if status == 0 else Failure(f"{what} {ending(status)}", output)


def show(which):
    """`systemctl show` prints one block a unit, empty lines between."""
    _, output = run(["systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", *which])
    blocks = output.strip().split("\n\n")
    return [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks if block]
