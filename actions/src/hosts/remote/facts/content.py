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


def start_listings():
    """Of the live release's own files and of its WordPress, by what their paths begin with in a plan."""
    target = link_fact(CONTENT + "/current") or ""
    core = link_fact(target + "/core") or ""
    return {
        b"": start_listing(target + "/wp-content", target + "/listing"),
        b"core/": start_listing(core, core + ".listing"),
    }


def start_listing(tree, listing):
    """What it was, and what will say what it is; None where nothing was noted."""
    arrived = read(listing)
    if arrived is None or not os.path.isdir(ROOT + tree):
        return None
    return arrived, start_with_output(LISTING, ROOT + tree)


def content_fact(listings):
    """Which release is live, which was kept last, and what has changed in it by size, time, mode or owner."""
    target = link_fact(CONTENT + "/current")
    if target is None:
        return None
    kept = re.match(r"(\w+) (\d+)\n", (read(CONTENT + "/history") or b"").decode())
    drift = sorted(each for begin, listing in listings.items() if listing for each in drift_of(begin, *listing))
    return {
        "live": os.path.basename(target) if listings[b""] else None,
        "core": os.path.basename(link_fact(target + "/core") or "") or None,
        "holds": holds(target + "/wp-content"),
        "kept": {"release": kept.group(1), "at": int(kept.group(2))} if kept else None,
        "drift": [{"path": text_of(path), "is": kind} for path, kind in drift[:MAX_DRIFT]],
        "drifted": len(drift),
    }


def holds(tree):
    """Which plugins and themes there are, by their names."""
    folders = [(kind, f"{ROOT}{tree}/{kind}") for kind in ("plugins", "themes")]
    return sorted(f"{kind}/{name}" for kind, path in folders if os.path.isdir(path) for name in os.listdir(path))


def drift_of(begin, listed, process):
    arrived, found = listing_of(listed), listing_of(process.communicate()[0])
    for path in {*arrived, *found}:
        if arrived.get(path) != found.get(path):
            yield begin + path, kind_of(path, arrived, found)


def listing_of(printed):
    """What there is to tell of each path, by path. When a file changed last is left out: to share it is a change."""
    return {path: told for _, *told, path in (entry.split(b" ", 5) for entry in printed.split(b"\0") if entry)}


def kind_of(path, arrived, found):
    return "added" if path not in arrived else "missing" if path not in found else "changed"


def text_of(path):
    return path.decode(errors="backslashreplace")
