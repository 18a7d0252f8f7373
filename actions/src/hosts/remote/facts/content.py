"""The live release of wp-content, and how it differs from what arrived."""

import os
import re

from facts.files import link_fact
from facts.reading import read, read_text, start_with_output
from host.paths import CONTENT, ROOT
from host.processes import LISTING

MAX_DRIFT = 20


def start_listings():
    """Listings of the live release's own files and of its WordPress, by the prefix of their paths in a plan."""
    target = link_fact(CONTENT + "/current") or ""
    core = link_fact(target + "/core") or ""
    return {
        b"": start_listing(target + "/wp-content", target + "/listing"),
        b"core/": start_listing(core, core + ".listing"),
    }


def start_listing(tree, listing):
    """The listing as the tree arrived, and the process that lists it now; None where nothing was recorded."""
    arrived = read(listing)
    if arrived is None or not os.path.isdir(ROOT + tree):
        return None
    return arrived, start_with_output(LISTING, ROOT + tree)


def content_fact(listings):
    """Which release is live, which one was kept last, and which files changed their size, time, mode or owner."""
    target = link_fact(CONTENT + "/current")
    if target is None:
        return None
    kept = re.match(r"(\w+) (\d+)\n", read_text(CONTENT + "/history"))
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
    """Names of its plugins and themes."""
    folders = [(kind, f"{ROOT}{tree}/{kind}") for kind in ("plugins", "themes")]
    return sorted(f"{kind}/{name}" for kind, path in folders if os.path.isdir(path) for name in os.listdir(path))


def drift_of(begin, listed, process):
    arrived, found = listing_of(listed), listing_of(process.communicate()[0])
    for path in {*arrived, *found}:
        if arrived.get(path) != found.get(path):
            yield begin + path, kind_of(path, arrived, found)


def listing_of(printed):
    """Attributes of each path, without the ctime, which a hard link in another release changes too."""
    return {
        path: attributes for _, *attributes, path in (entry.split(b" ", 5) for entry in printed.split(b"\0") if entry)
    }


def kind_of(path, arrived, found):
    return "added" if path not in arrived else "missing" if path not in found else "changed"


def text_of(path):
    return path.decode(errors="backslashreplace")
