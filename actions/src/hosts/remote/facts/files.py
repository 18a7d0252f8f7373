"""Files, directories and links that the manifest lists."""

import functools
import grp
import hashlib
import os
import pwd
import stat

from facts.reading import read
from host.paths import ROOT

MAX_CONTENT = 64 * 1024
# With an escape, because this program is written to hosts from a template and must not contain a hole itself.
SECRET_HOLE = "\u27e6secret:"


def file_fact(path, applied):
    found = status(path, stat.S_ISREG)
    content = read(path) if found else None
    if content is None:
        return None
    fact = {"sha256": hashlib.sha256(content).hexdigest(), **ownership(found)}
    # An unchanged file's text is in the manifest. The content is only needed to show a change made on the host.
    if fact["sha256"] != applied["content"] and SECRET_HOLE not in applied["text"]:
        fact.update(shown(content))
    return fact


def shown(content):
    if len(content) >= MAX_CONTENT or b"\0" in content:
        return {}
    try:
        return {"content": content.decode()}
    except UnicodeDecodeError:
        return {}


def directory_fact(path):
    found = status(path, stat.S_ISDIR)
    return found and ownership(found)


def link_fact(path):
    return os.readlink(ROOT + path) if status(path, stat.S_ISLNK) else None


def status(path, kind):
    """The path's lstat if it is of that kind (stat.S_ISREG…): a link in a file's place is not the file."""
    try:
        found = os.lstat(ROOT + path)
    except OSError:
        return None
    return found if kind(found.st_mode) else None


def ownership(found):
    mode = format(stat.S_IMODE(found.st_mode), "04o")
    return {"mode": mode, "owner": user(found.st_uid), "group": group(found.st_gid)}


@functools.cache
def user(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@functools.cache
def group(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
