"""Systemd's units."""

import re
import time

from facts.reading import output_of, start_with_output
from host.paths import CHANGES_UNIT


def start_units(names):
    argv = ["systemctl", "show", "--property=ActiveState,UnitFileState", "--", *names]
    return start_with_output(argv) if names else None


def unit_facts(names, process):
    """`systemctl show` prints one block a unit, in the requested order, with empty lines between."""
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
    """Includes units that systemd will restart: between two attempts such a unit is not failed but activating."""
    states = "--state=failed,auto-restart,auto-restart-queued"
    return start_with_output(["systemctl", "list-units", states, "--plain", "--no-legend", "--full"])


def start_changes(roles):
    argv = ["systemctl", "show", "--property=StatusText", "--value", CHANGES_UNIT]
    return start_with_output(argv) if CHANGES_UNIT in roles.get("wordpress", {}).get("units", []) else None


def changes_seconds(process):
    """Seconds since the host's stored pages last followed all changes made through other hosts
    (`roles/wordpress/changes.ts`); None where they never did or the service is not running."""
    found = re.search(r"\bat (\d+)$", output_of(process).strip())
    return {"seconds": max(0, round(time.time() - int(found.group(1)))) if found else None} if process else None
