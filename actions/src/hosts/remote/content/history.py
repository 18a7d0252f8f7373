"""Which release is live, which releases are kept, and what is removed with the others."""

import contextlib
import fcntl
import glob
import os
import re
import shutil

from content.core import has_core, link_entrances, versions
from content.pages import expire_pages
from content.release import CONTENT_HERE, CORES_HERE, FIRST, HISTORY, INCOMING, LIVE, RELEASES, core_of
from host.placing import place, place_link, sync_path
from host.program import Refusal

RETAINED = 5


def switch(release):
    target = FIRST if release == os.path.basename(FIRST) else f"{RELEASES}/{release}"
    if not os.path.isdir(target + "/wp-content") or not has_core(target):
        raise Refusal(f"{target} is not complete on this host: apply the cluster first.")
    was = live()
    link_entrances(target)
    place_link(LIVE, target)
    expire_pages()
    return {"was": was, "live": live()}


def state():
    kept = records()
    cores = {"live": core_of(LIVE), "kept": core_of(f"{RELEASES}/{kept[0][0]}") if kept else None}
    return {"live": live(), "history": [{"release": name, "at": at} for name, at in kept], "cores": cores}


def live():
    try:
        return os.path.basename(os.readlink(LIVE))
    except FileNotFoundError:
        raise Refusal(f"{LIVE} is missing: apply the cluster first.") from None


def kept_releases():
    return [release for release, _ in records()]


def records():
    """The kept releases and since when each was live, newest first."""
    try:
        with open(HISTORY, encoding="ascii") as file:
            return [(name, int(at)) for name, at in re.findall(r"^(\w+) (\d+)$", file.read(), re.MULTILINE)]
    except FileNotFoundError:
        return []


def keep(release, at, version, needed):
    # The live release is newer than the one before it, even if this run's clock is behind the last run's.
    at = max([at, *(since + (name != release) for name, since in records()[:1])])
    kept = [(release, at), *(other for other in records() if other[0] != release)]
    record([*kept[:RETAINED], *(each for each in kept[RETAINED:] if each[0] in needed)])
    remove_releases({live()})
    for folder in (INCOMING, FIRST):
        shutil.rmtree(folder, ignore_errors=True)
    remove_cores({version, core_of(LIVE), *(core_of(f"{RELEASES}/{name}") for name in kept_releases())})
    expire_pages()
    return state()


def note(release, at):
    """Adds a release that another host kept at its place in the order, and removes none."""
    record(sorted({**dict(records()), release: at}.items(), key=lambda each: each[1], reverse=True))
    return state()


def record(releases):
    """Reaches the disk before anything is removed: an empty history after a power loss would cost all its releases."""
    kept = [each for each in releases if os.path.isdir(f"{RELEASES}/{each[0]}")]
    place(HISTORY, "".join(f"{name} {since}\n" for name, since in kept).encode())
    sync_path(CONTENT_HERE)


def remove_releases(spared):
    """Removes releases that no run kept: the run was killed, or their pages failed."""
    for old in {*listed(RELEASES)} - {*kept_releases(), *spared}:
        shutil.rmtree(f"{RELEASES}/{old}")


def listed(folder):
    return os.listdir(folder) if os.path.isdir(folder) else []


def remove_cores(used):
    """Renames each first: a half-removed WordPress must not look complete."""
    removing = f"{CORES_HERE}/.gone"
    shutil.rmtree(removing, ignore_errors=True)
    for old in set(versions()) - used:
        os.rename(f"{CORES_HERE}/{old}", removing)
        shutil.rmtree(removing)
    remove_leftovers()


def remove_leftovers():
    """Removes listings and checksums of a removed WordPress, and a killed run's download. A download holds the lock."""
    for path in (*glob.glob(CORES_HERE + "/*.listing"), *glob.glob(CORES_HERE + "/*.sums")):
        if not os.path.isdir(os.path.splitext(path)[0]):
            os.unlink(path)
    fetched = glob.glob(CORES_HERE + "/.fetch*")
    if not fetched:
        return
    with open(CORES_HERE + "/.lock", "w", encoding="ascii") as lock, contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in fetched:
            shutil.rmtree(path)
