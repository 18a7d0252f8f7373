"""What is told of systemd's units."""

from facts.processes import output_of, start_with_output


def start_units(names):
    argv = ["systemctl", "show", "--property=ActiveState,UnitFileState", "--", *names]
    return start_with_output(argv) if names else None


def unit_facts(names, process):
    """`systemctl show` prints one block a unit, in the order asked for, empty lines between."""
    blocks = output_of(process).strip().split("\n\n")
    fields = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks]
    fields += [{}] * (len(names) - len(fields))
    return {
        name: {
            "enabled": field.get("UnitFileState") in ("enabled", "enabled-runtime", "alias"),
            "active": field.get("ActiveState") in ("active", "reloading", "refreshing"),
        }
        for name, field in zip(names, fields, strict=False)
    }


def start_failed():
    """Those too that systemd lets try again: between two tries such a unit is not failed but activating."""
    states = "--state=failed,auto-restart,auto-restart-queued"
    return start_with_output(["systemctl", "list-units", states, "--plain", "--no-legend", "--full"])
