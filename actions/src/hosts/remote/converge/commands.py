"""Commands that steps run."""

import os
import subprocess

from host.processes import ENVIRONMENT, wait

QUIET = {
    **ENVIRONMENT,
    "DEBIAN_FRONTEND": "noninteractive",
    "APT_LISTCHANGES_FRONTEND": "none",
    # Only roles restart services.
    "NEEDRESTART_SUSPEND": "1",
}
CHECK_SECONDS = 10
COMMAND_SECONDS = 900
OUTPUT_LINES = 20


class Failure(Exception):
    def __init__(self, error, output=""):
        super().__init__(error)
        self.output = "\n".join(output.splitlines()[-OUTPUT_LINES:])


def run(argv, seconds=COMMAND_SECONDS, fds=()):
    """Exit status (None: timed out) and output. The output is a memory file, since a daemon could hold a pipe open."""
    output = os.memfd_create("output")
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env=QUIET,
            pass_fds=fds,
        )
        status = wait(process, seconds)
        return status, os.pread(output, os.fstat(output).st_size, 0).decode(errors="replace")
    finally:
        os.close(output)


def must(argv, what):
    status, output = run(argv)
    if status != 0:
        raise Failure(f"{what} {ending(status)}", output)


def ending(status):
    if status is None:
        return f"did not end within {COMMAND_SECONDS} s"
    return f"ended with status {status}" if status > 0 else f"was ended by signal {-status}"


def shell(command):
    return ["sh", "-c", command]


def check(command):
    return run(shell(command), seconds=CHECK_SECONDS)[0] == 0


def guarded(step):
    """Runs a command unless its check passes."""
    if check(step["check"]):
        return "already"
    status, output = run_script(step["run"])
    if status != 0:
        raise Failure(f"its command {ending(status)}", output)
    if not check(step["check"]):
        raise Failure("its command succeeded, but its check still fails", output)
    return "changed"


def run_script(text):
    """Runs shell text that may hold secrets, from a memory file: every process can see arguments."""
    script = os.memfd_create("script")
    try:
        os.write(script, text.encode())
        return run(["sh", f"/dev/fd/{script}"], fds=(script,))
    finally:
        os.close(script)
