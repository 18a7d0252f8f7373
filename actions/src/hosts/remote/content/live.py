"""Which release is live, and which ones were good."""

import os
import re
import sys

from content.core import core_of, has_core, link_entrances
from content.pages import expire_pages
from content.places import FIRST, HISTORY, LIVE, RELEASES
from host.placing import place_link


def switch(release):
    target = FIRST if release == os.path.basename(FIRST) else f"{RELEASES}/{release}"
    if not os.path.isdir(target + "/wp-content") or not has_core(target):
        sys.exit(f"{target} is not whole on this host: apply the cluster first.")
    was = live()
    link_entrances(target)
    place_link(LIVE, target)
    expire_pages()
    return {"was": was, "live": live()}


def state():
    kept = notes()
    cores = {"live": core_of(LIVE), "kept": core_of(f"{RELEASES}/{kept[0][0]}") if kept else None}
    return {"live": live(), "history": [{"release": name, "at": at} for name, at in kept], "cores": cores}


def live():
    try:
        return os.path.basename(os.readlink(LIVE))
    except FileNotFoundError:
        sys.exit(f"{LIVE} is not there: apply the cluster first.")


def history():
    return [release for release, _ in notes()]


def notes():
    """The kept releases and since when, newest first."""
    try:
        with open(HISTORY, encoding="ascii") as file:
            return [(name, int(at)) for name, at in re.findall(r"^(\w+) (\d+)$", file.read(), re.MULTILINE)]
    except FileNotFoundError:
        return []
