"""The WordPress of a release."""

import os
import subprocess
import sys

from content.places import CORES
from host.listing import LISTING
from host.placing import place, place_link


def core_of(release):
    """Its version of WordPress."""
    try:
        return os.path.basename(os.readlink(release + "/core"))
    except FileNotFoundError:
        return None


def has_core(release):
    return os.path.isfile(release + "/core/wp-load.php")


def versions():
    """Those of WordPress that are here: what comes and goes has a name that begins with a dot."""
    return [found.name for found in os.scandir(CORES) if found.is_dir() and not found.name.startswith(".")]


def join_core(release, version):
    if version not in versions():
        sys.exit(f"WordPress {version} is not on this host: apply the cluster first.")
    if core_of(release) != version:
        place_link(f"{release}/core", f"{CORES}/{version}")


# Where plugins look for WordPress: in what holds `wp-content`. Any of them loads the whole of it.
ENTRANCES = {
    "wp-load.php": "core/wp-load.php",
    "wp-config.php": "core/wp-load.php",
    "wp-blog-header.php": "core/wp-blog-header.php",
    "wp-admin": "core/wp-admin",
    "wp-includes": "core/wp-includes",
}


def link_entrances(release):
    for name, target in ENTRANCES.items():
        path = f"{release}/{name}"
        if not os.path.islink(path) or os.readlink(path) != target:
            place_link(path, target)


def is_spoilt(version):
    """Whether files are not as they were unpacked. Against one that came without a listing nothing is known."""
    if version is None or version not in versions():
        return False
    core = f"{CORES}/{version}"
    try:
        with open(core + ".listing", "rb") as file:
            then = entries(file.read())
    except FileNotFoundError:
        return not os.path.isfile(core + "/wp-load.php")
    now = subprocess.run(LISTING, cwd=core, capture_output=True, check=True).stdout
    if entries(now) == then:
        return False
    if untimed(entries(now)) != untimed(then) or not has_sums(core):
        return True
    place(core + ".listing", now)
    return False


def entries(listing):
    return sorted(listing.split(b"\0"))


def untimed(listed):
    """Without when each changed last in any way: to be linked elsewhere is a change too."""
    return sorted(entry.partition(b" ")[2] for entry in listed)


def has_sums(core):
    command = ["sha512sum", "--check", "--quiet", "--strict", core + ".sums"]
    return subprocess.run(command, cwd=core, capture_output=True, check=False).returncode == 0
