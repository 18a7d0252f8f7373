"""A release: where it is, which WordPress it has, what it consists of, and its digest."""

import hashlib
import os
import stat

from host.paths import CONTENT, CORES, ROOT

CONTENT_HERE = ROOT + CONTENT
CORES_HERE = ROOT + CORES
LIVE = CONTENT_HERE + "/current"
RELEASES = CONTENT_HERE + "/releases"
INCOMING = CONTENT_HERE + "/incoming"
HISTORY = CONTENT_HERE + "/history"
FIRST = CONTENT_HERE + "/first"
ID_DIGITS = 16
SMALL = 1 << 20


def tree_of(release):
    """Where a release is, or where it arrives."""
    folder = RELEASES if os.path.isdir(f"{RELEASES}/{release}") else INCOMING
    return f"{folder}/{release}/wp-content"


def core_of(release):
    """The release's version of WordPress."""
    try:
        return os.path.basename(os.readlink(release + "/core"))
    except FileNotFoundError:
        return None


def digest(tree):
    """Like actions/src/content/tree/entries.ts: WordPress's version, then kind, mode, hash and path of each
    file, in the order of the paths' bytes."""
    version = core_of(os.path.dirname(tree))
    tree = tree.encode()
    found = sorted(os.path.relpath(path, tree) for path in walk(tree))
    total = hashlib.sha256(f"core {version}\n".encode())
    for path in found:
        total.update(line_of(os.path.join(tree, path), path))
    return total.hexdigest()[:ID_DIGITS], len(found)


def walk(tree):
    """All paths except directories. Uploads are on the share and belong to no release."""
    for parent, directories, files in os.walk(tree):
        links = [name for name in directories if os.path.islink(os.path.join(parent, name))]
        found = (os.path.join(parent, name) for name in [*files, *links])
        yield from (path for path in found if path != os.path.join(tree, b"uploads"))


def is_new(status):
    """Whether the file is shared with no other release."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def line_of(full, path):
    mode = os.lstat(full).st_mode
    if stat.S_ISLNK(mode):
        return b"link 0777 %s %s\n" % (hashlib.sha256(os.readlink(full)).hexdigest().encode(), path)
    if not stat.S_ISREG(mode):
        return b"other %s\n" % path
    return b"file %04o %s %s\n" % (stat.S_IMODE(mode), hash_of(full).encode(), path)


def hash_of(path):
    with open(path, "rb", buffering=0) as file:
        # Most files are small, and file_digest allocates a large buffer every time.
        if os.fstat(file.fileno()).st_size > SMALL:
            return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(file.read()).hexdigest()
