"""How a run calls a program on a host: JSON on standard input, JSON lines on standard output.

The first line of input is the request, `{"verb": …}` with the fields of the verb's input. Lines of output are events.
The last one is `{"event": "done"}` with the fields of the result, or `{"event": "refused", "reason": …}`. The exit
status is 0 or REFUSED accordingly; with any other status the program crashed, and standard error says why. The
TypeScript side is actions/src/hosts/link/program.ts.
"""

import contextlib
import json
import sys

REFUSED = 3


class Refusal(Exception):
    """The program cannot do what the request asks, for a reason that a person can act on."""


def serve(verbs):
    """Runs the requested verb with the request's fields as keyword arguments."""
    request = json.loads(sys.stdin.buffer.readline())
    try:
        emit("done", **verbs[request.pop("verb")](**request))
    except (Refusal, OSError) as error:
        emit("refused", reason=str(error))
        sys.exit(REFUSED)


def emit(event, **fields):
    """A host finishes its work even if the link is lost: a closed pipe is no reason to stop halfway."""
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps({"event": event, **fields}), flush=True)
