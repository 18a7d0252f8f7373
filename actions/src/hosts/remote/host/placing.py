"""Files and links that take a path's place completely or not at all, even if the machine crashes meanwhile."""

import contextlib
import os


@contextlib.contextmanager
def beside(path):
    """A name in the same directory, so one atomic rename can replace `path`; removed afterwards in any case."""
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
    """Readable by its owner alone until its owner and mode are set."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_path(path):
    """Writes a file to the disk, or a directory with the names in it."""
    opened = os.open(path, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)


def erase(path):
    with contextlib.suppress(FileNotFoundError):
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)
