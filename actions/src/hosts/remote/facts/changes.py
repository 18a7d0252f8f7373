"""How far the host's stored pages follow what is changed through other hosts (`roles/wordpress/changes.ts`)."""

import re
import time

from facts.processes import output_of, start_with_output

UNIT = "flotilla-changes.service"


def start_changes(roles):
    argv = ["systemctl", "show", "--property=StatusText", "--value", UNIT]
    return start_with_output(argv) if UNIT in roles.get("wordpress", {}).get("units", []) else None


def changes_seconds(process):
    """Since its service last knew all changes; none where it never did, or does not run."""
    found = re.search(r"\bat (\d+)$", output_of(process).strip())
    return {"seconds": max(0, round(time.time() - int(found.group(1)))) if found else None} if process else None
