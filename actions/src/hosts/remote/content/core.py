"""The WordPress that releases use."""

import os
import subprocess

from content.release import CORES_HERE, core_of
from host.placing import place, place_link
from host.processes import LISTING
from host.program import Refusal


def has_core(release):
    return os.path.isfile(release + "/core/wp-load.php")


def versions():
    """Versions of WordPress on this host. A folder that is being fetched or removed has a name that begins with a
    dot."""
    return [found.name for found in os.scandir(CORES_HERE) if found.is_dir() and not found.name.startswith(".")]


def join_core(release, version):
    if version not in versions():
        raise Refusal(f"WordPress {version} is not on this host: apply the cluster first.")
    if core_of(release) != version:
        place_link(f"{release}/core", f"{CORES_HERE}/{version}")


# Where plugins look for WordPress: in the folder that holds `wp-content`. Each of these loads all of it.
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


def is_corrupt(version):
    """Whether files differ from what was unpacked. Without a listing, only a missing WordPress is noticed."""
    if version is None or version not in versions():
        return False
    core = f"{CORES_HERE}/{version}"
    try:
        with open(core + ".listing", "rb") as file:
            unpacked = entries(file.read())
    except FileNotFoundError:
        return not os.path.isfile(core + "/wp-load.php")
    listing = subprocess.run(LISTING, cwd=core, capture_output=True, check=True).stdout
    if entries(listing) == unpacked:
        return False
    if untimed(entries(listing)) != untimed(unpacked) or not has_sums(core):
        return True
    place(core + ".listing", listing)
    return False


def entries(listing):
    return sorted(listing.split(b"\0"))


def untimed(listed):
    """Without the ctime, which a hard link elsewhere changes too."""
    return sorted(entry.partition(b" ")[2] for entry in listed)


def has_sums(core):
    command = ["sha512sum", "--check", "--quiet", "--strict", core + ".sums"]
    return subprocess.run(command, cwd=core, capture_output=True, check=False).returncode == 0
