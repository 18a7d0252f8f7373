"""The releases that are kept, and what goes with the others."""

import contextlib
import fcntl
import glob
import os
import shutil

from content.core import core_of, versions
from content.live import history, live, notes, state
from content.pages import expire_pages
from content.places import CONTENT, CORES, FIRST, HISTORY, INCOMING, LIVE, RELEASES
from host.placing import place, settle

RETAINED = 5


def keep(release, at, version, *needed):
    # What is live now is newer than what was, though this run's clock may be slower than the last one's.
    at = max([int(at), *(since + (name != release) for name, since in notes()[:1])])
    kept = [(release, at), *(other for other in notes() if other[0] != release)]
    note_all([*kept[:RETAINED], *(each for each in kept[RETAINED:] if each[0] in needed)])
    remove_releases({live()})
    for beside in (INCOMING, FIRST):
        shutil.rmtree(beside, ignore_errors=True)
    remove_cores({version, core_of(LIVE), *(core_of(f"{RELEASES}/{kept}") for kept in history())})
    expire_pages()
    return state()


def note(release, at):
    """As it is kept on another host: in its place among those of here, of which none goes for it."""
    note_all(sorted({**dict(notes()), release: int(at)}.items(), key=lambda each: each[1], reverse=True))
    return state()


def note_all(releases):
    """On the disk before anything goes: a history that a loss of power emptied would cost every release in it."""
    kept = [each for each in releases if os.path.isdir(f"{RELEASES}/{each[0]}")]
    place(HISTORY, "".join(f"{name} {since}\n" for name, since in kept).encode())
    settle(CONTENT)


def remove_releases(spared):
    """Those that no run came to keep, as it was killed or their pages failed."""
    for old in {*listed(RELEASES)} - {*history(), *spared}:
        shutil.rmtree(f"{RELEASES}/{old}")


def listed(folder):
    return os.listdir(folder) if os.path.isdir(folder) else []


def remove_cores(used):
    """Each renamed first: one that is half gone must not be taken for whole."""
    gone = f"{CORES}/.gone"
    shutil.rmtree(gone, ignore_errors=True)
    for old in set(versions()) - used:
        os.rename(f"{CORES}/{old}", gone)
        shutil.rmtree(gone)
    remove_leftovers()


def remove_leftovers():
    """What is told of a WordPress that went, and what a killed run was fetching: who fetches holds the lock."""
    for path in (*glob.glob(CORES + "/*.listing"), *glob.glob(CORES + "/*.sums")):
        if not os.path.isdir(os.path.splitext(path)[0]):
            os.unlink(path)
    fetched = glob.glob(CORES + "/.fetch*")
    if not fetched:
        return
    with open(CORES + "/.lock", "w", encoding="ascii") as lock, contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in fetched:
            shutil.rmtree(path)
