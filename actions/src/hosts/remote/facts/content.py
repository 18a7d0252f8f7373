"""What is told of the live release of wp-content."""

import os
import re

from facts.files import link_fact
from facts.processes import start_with_output
from facts.reading import read
from host.listing import LISTING
from host.root import ROOT

CONTENT = "/srv/www/content"
MAX_DRIFT = 20


def start_listing():
    tree = f"{ROOT}{link_fact(CONTENT + '/current') or ''}/wp-content"
    return start_with_output(LISTING, tree) if os.path.exists(tree + "/../listing") else None


def content_fact(process):
    """Which release is live, which was kept last, and what has changed in it by size, time, mode or owner."""
    target = link_fact(CONTENT + "/current")
    if target is None:
        return None
    kept = re.match(r"(\w+) (\d+)\n", (read(CONTENT + "/history") or b"").decode())
    arrived = listing_of(read(target + "/listing") or b"")
    found = listing_of(process.communicate()[0]) if process else {}
    drift = sorted(path for path in {*arrived, *found} if arrived.get(path) != found.get(path))
    return {
        "live": os.path.basename(target) if process else None,
        "core": os.path.basename(link_fact(target + "/core") or "") or None,
        "kept": {"release": kept.group(1), "at": int(kept.group(2))} if kept else None,
        "drift": [{"path": text_of(path), "is": kind_of(path, arrived, found)} for path in drift[:MAX_DRIFT]],
        "drifted": len(drift),
    }


def listing_of(printed):
    """What there is to tell of each path, by path. When a file changed last is left out: to share it is a change."""
    return {path: told for _, *told, path in (entry.split(b" ", 5) for entry in printed.split(b"\0") if entry)}


def kind_of(path, arrived, found):
    return "added" if path not in arrived else "missing" if path not in found else "changed"


def text_of(path):
    return path.decode(errors="backslashreplace")
