"""What a release consists of, and its digest."""

import hashlib
import os
import stat

from content.core import core_of

ID_DIGITS = 16
SMALL = 1 << 20


def digest(tree):
    """As actions/src/content/tree/digest.ts makes it: over WordPress's version, then kind, mode, hash and path of each
    file, in the order of the paths' bytes."""
    version = core_of(os.path.dirname(tree))
    tree = tree.encode()
    paths = sorted(os.path.relpath(path, tree) for path in walk(tree))
    total = hashlib.sha256(f"core {version}\n".encode())
    for path in paths:
        total.update(line_of(os.path.join(tree, path), path))
    return total.hexdigest()[:ID_DIGITS], len(paths)


def walk(tree):
    """All that is no directory; what lies on the share is of no release."""
    for parent, directories, files in os.walk(tree):
        links = [name for name in directories if os.path.islink(os.path.join(parent, name))]
        found = (os.path.join(parent, name) for name in [*files, *links])
        yield from (path for path in found if path != os.path.join(tree, b"uploads"))


def is_new(found):
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def line_of(full, path):
    mode = os.lstat(full).st_mode
    if stat.S_ISLNK(mode):
        return b"link 0777 %s %s\n" % (hashlib.sha256(os.readlink(full)).hexdigest().encode(), path)
    if not stat.S_ISREG(mode):
        return b"other %s\n" % path
    return b"file %04o %s %s\n" % (stat.S_IMODE(mode), hash_of(full).encode(), path)


def hash_of(path):
    with open(path, "rb", buffering=0) as file:
        # Most files are small, and file_digest makes room for a large one each time.
        if os.fstat(file.fileno()).st_size > SMALL:
            return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(file.read()).hexdigest()
