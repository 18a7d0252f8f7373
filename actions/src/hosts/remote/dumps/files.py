"""The dumps that are here."""

import os

from host.root import ROOT

DUMPS = ROOT + "/var/lib/flotilla/dumps"
SUFFIX = ".sql.gz"
UNFINISHED = DUMPS + "/unfinished"


def names():
    found = (name.removesuffix(SUFFIX) for name in os.listdir(DUMPS) if name.endswith(SUFFIX))
    return sorted(found, reverse=True)


def path_of(name):
    return f"{DUMPS}/{name}{SUFFIX}"


def version_of(name):
    """Of the WordPress whose tables it holds: what stands between the time and the release."""
    return name.split("-", 1)[1].rpartition("-")[0]
