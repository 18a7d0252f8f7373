"""Commands that are only run where their check does not pass yet."""

import os

from converge.commands import Failure, check, ending, run


def guarded(step):
    if check(step["check"]):
        return "already"
    status, output = run_script(step["run"])
    if status != 0:
        raise Failure(f"its command {ending(status)}", output)
    if not check(step["check"]):
        raise Failure("its command ended well, but its check still fails", output)
    return "changed"


def run_script(text):
    """Runs shell text that may hold secrets: from a memory file, for arguments are seen by every process."""
    script = os.memfd_create("script")
    try:
        os.write(script, text.encode())
        return run(["sh", f"/dev/fd/{script}"], fds=(script,))
    finally:
        os.close(script)
