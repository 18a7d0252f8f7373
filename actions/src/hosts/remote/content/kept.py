"""The releases that are kept, and what goes with the others."""

import os
import shutil

from content.core import core_of, versions
from content.live import drop_pages, history, notes, state
from content.places import CORES, FIRST, HISTORY, INCOMING, LIVE, RELEASES

RETAINED = 5


def keep(release, at, version):
    # What is live now is newer than what was, though this run's clock may be slower than the last one's.
    at = max([int(at), *(int(since) + (name != release) for name, since in notes()[:1])])
    note([(release, at), *(other for other in notes() if other[0] != release)])
    remove_releases()
    remove_cores({version, core_of(LIVE), *(core_of(f"{RELEASES}/{kept}") for kept in history())})
    drop_pages()
    return state()


def note(releases):
    kept = [each for each in releases if os.path.isdir(f"{RELEASES}/{each[0]}")][:RETAINED]
    with open(HISTORY + ".new", "w", encoding="ascii") as file:
        file.writelines(f"{name} {since}\n" for name, since in kept)
    os.replace(HISTORY + ".new", HISTORY)


def remove_releases():
    for old in set(os.listdir(RELEASES)) - set(history()):
        shutil.rmtree(f"{RELEASES}/{old}")
    for beside in (INCOMING, FIRST):
        shutil.rmtree(beside, ignore_errors=True)


def remove_cores(used):
    """Each renamed first: one that is half gone must not be taken for whole."""
    gone = f"{CORES}/.gone"
    for old in set(versions()) - used:
        shutil.rmtree(gone, ignore_errors=True)
        os.rename(f"{CORES}/{old}", gone)
        shutil.rmtree(gone)
