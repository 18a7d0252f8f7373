"""How each step of actions/src/hosts/converge/converge-program.ts is done."""

from converge.commands import Failure, ending, guarded, must, run, shell
from converge.files import make_directory, make_link, remove, write_file
from converge.packages import install_packages

started = set()


def set_unit(step):
    """Makes a systemd unit enabled and active as wanted."""
    name = step["name"]
    enabled = run(["systemctl", "is-enabled", "--quiet", name])[0] == 0
    if enabled != step["enabled"]:
        # systemd has read the unit's file already; reading all of them again takes a small droplet most of a second.
        must(["systemctl", "enable" if step["enabled"] else "disable", "--no-reload", name], "systemctl")
    # A unit that failed too often refuses to start even after its configuration was repaired.
    run(["systemctl", "reset-failed", name])
    verb = "start" if step["active"] else "stop"
    if step["active"] and run(["systemctl", "is-active", "--quiet", name])[0] != 0:
        started.add(name)
    status, output = run(["systemctl", verb, name])
    if status != 0 and run(["systemctl", "is-active", name])[1].strip() == "activating":
        # systemd is about to try again, e.g. for a member of the database that lost the others while it joined them.
        status, output = run(["systemctl", verb, name])
    if status != 0:
        _, journal = run(["journalctl", "--no-pager", "--output=cat", "--lines=15", f"--unit={name}"])
        raise Failure(f"systemctl {verb} {ending(status)}", output + journal)


def handle(step):
    """Restarts or reloads. A unit that this run has just started has read its current files."""
    if step.get("unlessStarted") in started:
        return "already"
    return must(shell(step["command"]), "its command")


STEPS = {
    "packages": install_packages,
    "directory": make_directory,
    "unit": set_unit,
    "guarded": guarded,
    "run": handle,
}
# These put a role's new files in service. If one fails, everything the role changed by them is put back.
PLACING = {
    "write": write_file,
    "link": make_link,
    "remove": remove,
    "validate": lambda step, undo: must(shell(step["command"]), "the validation"),
}


def take(step, undo):
    if step["do"] in STEPS:
        return STEPS[step["do"]](step) or "changed"
    try:
        PLACING[step["do"]](step, undo)
        return "changed"
    except (Failure, OSError, LookupError):
        for put_back in reversed(undo):
            put_back()
        raise
