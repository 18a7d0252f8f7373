"""The releases that are kept, and what goes with the others."""

import os
import shutil

from content.live import drop_pages, history, live, notes
from content.places import HISTORY, INCOMING, RELEASES

RETAINED = 5


def keep(release, at):
    # What is live now is newer than what was, though this run's clock may be slower than the last one's.
    at = max([int(at), *(int(since) + (name != release) for name, since in notes()[:1])])
    kept = [(release, at), *(other for other in notes() if other[0] != release)]
    kept = [each for each in kept if os.path.isdir(f"{RELEASES}/{each[0]}")][:RETAINED]
    with open(HISTORY + ".new", "w", encoding="ascii") as file:
        file.writelines(f"{name} {since}\n" for name, since in kept)
    os.replace(HISTORY + ".new", HISTORY)
    for old in set(os.listdir(RELEASES)) - set(history()):
        shutil.rmtree(f"{RELEASES}/{old}")
    shutil.rmtree(INCOMING, ignore_errors=True)
    drop_pages()
    return {"live": live(), "history": history()}
