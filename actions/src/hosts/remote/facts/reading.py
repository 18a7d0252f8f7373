"""What facts read: files of the host, and the answers of commands that run side by side."""

import json
import os
import subprocess
import time

from host.ours import foreign
from host.paths import ROOT
from host.processes import ENVIRONMENT, wait


def read(path):
    """None where the file is missing or in another user's directory: facts end in a plan, where everybody can read
    them."""
    if foreign(ROOT + path):
        return None
    try:
        # Without blocking, in case there is a pipe in the file's place.
        with open(ROOT + path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            return file.read()
    except OSError:
        return None


def read_text(path):
    return (read(path) or b"").decode(errors="replace")


def read_json(path):
    try:
        return json.loads(read(path) or b"null")
    except ValueError:
        return None


def start(argv, stdout=subprocess.DEVNULL, cwd="/", stderr=subprocess.DEVNULL):
    """Starts a command in its own process group, so that a hanging one can be killed with its children."""
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        cwd=cwd,
        env=ENVIRONMENT,
    )


def start_with_output(argv, cwd="/", merged=False):
    try:
        return start(argv, subprocess.PIPE, cwd, subprocess.STDOUT if merged else subprocess.DEVNULL)
    except FileNotFoundError:
        return None


def output_of(process):
    return process.communicate()[0].decode() if process else ""


def passes(process, deadline):
    """Whether the command ends with status 0; None if it does not end in time, which says nothing about its subject."""
    status = wait(process, max(0, deadline - time.monotonic()))
    return None if status is None else status == 0
