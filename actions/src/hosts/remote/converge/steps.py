"""What each step of actions/src/hosts/converge/remote-step.ts is done by."""

from converge.commands import Failure, must, shell
from converge.files import make_directory, make_link, remove, write_file
from converge.guarded import guarded
from converge.packages import install_packages
from converge.units import handle, set_unit

STEPS = {
    "packages": install_packages,
    "directory": make_directory,
    "unit": set_unit,
    "guarded": guarded,
    "run": handle,
}
# These put a role's new files in service; if one fails, all that the role changed by them is put back.
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
