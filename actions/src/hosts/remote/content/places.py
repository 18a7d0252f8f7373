"""Where releases are."""

import os

from host.root import ROOT

CONTENT = ROOT + "/srv/www/content"
LIVE = CONTENT + "/current"
RELEASES = CONTENT + "/releases"
INCOMING = CONTENT + "/incoming"
HISTORY = CONTENT + "/history"
FIRST = CONTENT + "/first"
CORES = ROOT + "/srv/www/core"


def tree_of(release):
    """Where a release is, or is to arrive."""
    whole = os.path.isdir(f"{RELEASES}/{release}")
    return f"{RELEASES if whole else INCOMING}/{release}/wp-content"
