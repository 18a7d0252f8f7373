"""The WordPress of a release."""

import glob
import os
import sys

from content.places import CORES
from host.placing import place_link


def core_of(release):
    """Its version of WordPress."""
    try:
        return os.path.basename(os.readlink(release + "/core"))
    except FileNotFoundError:
        return None


def has_core(release):
    return os.path.isfile(release + "/core/wp-load.php")


def versions():
    """Those of WordPress that are here whole: what comes and goes has a name that begins with a dot."""
    return [os.path.dirname(found) for found in glob.glob("*/wp-load.php", root_dir=CORES)]


def join_core(release, version):
    if version not in versions():
        sys.exit(f"WordPress {version} is not on this host: apply the cluster first.")
    if core_of(release) != version:
        place_link(f"{release}/core", f"{CORES}/{version}")
