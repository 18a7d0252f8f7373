"""Releases of wp-content on this host: does one verb, prints one JSON object. Decides nothing about other hosts.

    begin ID [VERSION]
                says whether the release is here, whole, and whether its WordPress is spoilt; where not, makes room for
                it and says where, and which one it may link to. VERSION of WordPress, which must be here, is a part of
                the release: a link
    accept ID   tells the tree's digest; where it is ID, the release counts as whole from here on
    room        tells what is left of the disk that releases arrive on
    lint ID     lets PHP read each file that no other release has
    switch ID   makes the release live, by one rename, and all stored pages expire; `first` is what came with WordPress
    keep ID AT VERSION NEEDED…
                notes that the live release is good, since AT (seconds since 1970, by the run's clock: one for all
                hosts); older ones than the last RETAINED go unless NEEDED, and each WordPress that none of them has
                but the declared VERSION
    note ID AT  notes the same of a release that another host kept; none goes
    history     the kept releases, newest first
    log SINCE   the first error of PHP's log since then (seconds since 1970)

A release that stands in `releases/` arrived whole, with a listing by which facts tell what became of it since; what
is on its way stands in `incoming/`. A verb that a killed run began is finished before the next one's begins.
FLOTILLA_ROOT, for tests, stands before every path.
"""

import fcntl
import json
import sys

from content.arriving import accept, begin, room
from content.kept import keep, note
from content.live import state, switch
from content.php import lint, log
from content.places import CONTENT


def main():
    with open(CONTENT + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))


VERBS = {
    "begin": begin,
    "accept": accept,
    "room": room,
    "lint": lint,
    "switch": switch,
    "keep": keep,
    "note": note,
    "history": state,
    "log": log,
}

main()
