"""Systemd's units, as enabled and as active as wanted."""

from converge.commands import Failure, ending, must, run, shell

started = set()


def set_unit(step):
    name = step["name"]
    enabled = run(["systemctl", "is-enabled", "--quiet", name])[0] == 0
    if enabled != step["enabled"]:
        # systemd has read the unit's file already; reading all of them again takes a small droplet most of a second.
        must(["systemctl", "enable" if step["enabled"] else "disable", "--no-reload", name], "systemctl")
    # A unit that failed too often refuses to start, also once its configuration is mended.
    run(["systemctl", "reset-failed", name])
    verb = "start" if step["active"] else "stop"
    if step["active"] and run(["systemctl", "is-active", "--quiet", name])[0] != 0:
        started.add(name)
    status, output = run(["systemctl", verb, name])
    if status != 0:
        _, journal = run(["journalctl", "--no-pager", "--output=cat", "--lines=15", f"--unit={name}"])
        raise Failure(f"systemctl {verb} {ending(status)}", output + journal)


def handle(step):
    """Restarts or reloads; a unit that was started just now has read its files as they are."""
    if step.get("unlessStarted") in started:
        return "already"
    return must(shell(step["command"]), "its command")
