"""Does on this host, step by step, what actions/src/hosts/converge/converge-host.ts decided; it decides nothing itself.

Reads one JSON object from standard input, so that no secret is ever an argument, and prints a JSON line as each step
starts and ends. A role's first failure ends the run; what is not finished stays marked in the manifest, and the next
run repeats it. FLOTILLA_ROOT, for tests, stands before every path.
"""

import json
import sys
import time

from converge.commands import Failure
from converge.lock import hold_lock
from converge.manifest import begin, finish
from converge.steps import take
from host.events import emit


def main():
    order = json.load(sys.stdin.buffer)
    holder = hold_lock()
    if holder is not None:
        emit(state="locked", holder=holder)
    elif all(converge(role, order["by"]) for role in order["roles"]):
        emit(state="finished")


def converge(role, by):
    undo = []
    doing = {"address": role["addresses"][0], "do": "note"}
    try:
        begin(role, by)
        for doing in role["steps"]:
            tell(doing, undo)
        finish(role, by)
        return True
    except (Failure, OSError, LookupError) as error:
        output = getattr(error, "output", "")
        emit(address=doing["address"], state="failed", error=str(error), output=output, do=doing["do"])
        return False


def tell(step, undo):
    started = time.monotonic()
    emit(address=step["address"], state="started")
    state = take(step, undo)
    emit(address=step["address"], state=state, seconds=round(time.monotonic() - started, 3))


main()
