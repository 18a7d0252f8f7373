"""Systemd's units, as enabled and as active as wanted."""

from converge.commands import Failure, ending, must, run


def set_unit(step):
    name = step["name"]
    enabled = run(["systemctl", "is-enabled", "--quiet", name])[0] == 0
    if enabled != step["enabled"]:
        must(["systemctl", "enable" if step["enabled"] else "disable", name], "systemctl")
    # A unit that failed too often refuses to start, also once its configuration is mended.
    run(["systemctl", "reset-failed", name])
    verb = "start" if step["active"] else "stop"
    status, output = run(["systemctl", verb, name])
    if status != 0:
        _, journal = run(["journalctl", "--no-pager", "--output=cat", "--lines=15", f"--unit={name}"])
        raise Failure(f"systemctl {verb} {ending(status)}", output + journal)
