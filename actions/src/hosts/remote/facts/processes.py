"""Commands that run side by side, each asked for its answer later."""

import subprocess
import time

from host.processes import ENVIRONMENT, wait


def start(argv, stdout=subprocess.DEVNULL, cwd="/", stderr=subprocess.DEVNULL):
    """Starts a command in a process group of its own, so that a hanging one can be ended with its children."""
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
    """Whether the command ends with 0 in time."""
    return wait(process, max(0, deadline - time.monotonic())) == 0
