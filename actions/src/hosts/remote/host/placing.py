"""Files and links that take a path's place whole or not at all, whatever happens to the machine meanwhile."""

import contextlib
import os


@contextlib.contextmanager
def beside(path):
    """A name in the same directory, so that taking `path`'s place is one atomic rename; gone in any case after."""
    new = path + ".flotilla-new"
    erase(new)
    try:
        yield new
    finally:
        erase(new)


def place(path, content):
    with beside(path) as new:
        write_bytes(new, content)
        os.replace(new, path)


def place_link(path, target):
    with beside(path) as new:
        os.symlink(target, new)
        os.replace(new, path)


def write_bytes(path, content):
    """Closed to others until its owner and mode are set."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(path):
    """On the disk, before it counts; a directory with what was renamed in it."""
    held = os.open(path, os.O_RDONLY)
    os.fsync(held)
    os.close(held)


def erase(path):
    with contextlib.suppress(FileNotFoundError):
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)
