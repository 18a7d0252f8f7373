"""guest_exec.py SOCKET COMMAND...: runs a command in a virtual machine, by the QEMU guest agent.

Standard input is passed on if it is not a terminal. The output comes when the command has ended. See guest-exec in
https://www.qemu.org/docs/master/interop/qemu-ga-ref.html.
"""

import base64
import json
import os
import socket
import sys
import time

PATIENCE_SECONDS = 300
# Each question costs the guest more than it costs here, so the pauses grow.
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1


class Refused(Exception):
    """The agent's error."""


def ask(agent_path, command, arguments):
    """One call on a connection of its own, so that a long command keeps no other caller waiting."""
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(10)
        connect(agent, agent_path)
        token = int.from_bytes(os.urandom(4), "big")
        # 0xFF resets the agent's parser and comes back: what an earlier, killed caller left is skipped.
        agent.sendall(b"\xff" + request("guest-sync-delimited", {"id": token}))
        replies = agent.makefile("rb")
        while reply_in(replies).get("return") != token:
            pass
        agent.sendall(request(command, arguments))
        reply = reply_in(replies)
    if "error" in reply:
        raise Refused(reply["error"]["desc"])
    return reply["return"]


def reply_in(replies):
    line = replies.readline()
    if not line:
        raise OSError("it closed the connection: the machine went down")
    return json.loads(line.rpartition(b"\xff")[2] or b"{}")


def connect(agent, path):
    """The path of a socket must be short, so it is opened from its directory."""
    os.chdir(os.path.dirname(path))
    agent.connect(os.path.basename(path))


def request(command, arguments):
    return json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n"


def ask_when_up(agent_path, command, **arguments):
    """A guest that is still booting has no agent yet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask(agent_path, command, arguments)
        except (OSError, ValueError) as error:
            if time.monotonic() > deadline:
                sys.exit(f"The guest's agent does not answer: {error}")
            time.sleep(LONGEST_PAUSE_SECONDS)


def standard_input():
    return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()


def main():
    agent, program, *words = sys.argv[1:]
    given = {"input-data": base64.b64encode(standard_input()).decode()}
    start = {"path": program, "arg": words, "capture-output": True, **given}
    pid = ask_when_up(agent, "guest-exec", **start)["pid"]
    pause = FIRST_PAUSE_SECONDS
    while not (status := ask_when_up(agent, "guest-exec-status", pid=pid))["exited"]:
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
    for stream, data in ((sys.stdout, "out-data"), (sys.stderr, "err-data")):
        stream.buffer.write(base64.b64decode(status.get(data, "")))
        stream.flush()
    sys.exit(status["exitcode"] if "exitcode" in status else 128 + status.get("signal", 0))


try:
    main()
except Refused as refusal:
    sys.exit(f"{refusal}")
