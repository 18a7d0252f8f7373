"""Settings of ours that are not in effect, though our files are as applied: another file overrides them.

What has to be in effect, and how to ask for it, is data of the roles (actions/src/hosts/roles/settings.ts).
"""

import glob
import re

from facts.processes import output_of, start_with_output
from facts.reading import read, read_json
from host.root import ROOT

WANTED = "/etc/flotilla/settings/*.json"
BY_PAGE = "page"
SECONDS = "5"
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
WORDS = {"on": "1", "yes": "1", "true": "1", "off": "0", "no": "0", "false": "0", "none": "0", "": "0"}
# sshd prints the older of two names.
WORDS["prohibit-password"] = "without-password"
SETTING = re.compile(r"\s*-?([^\s=#;\[][^\s=]*)(?:\s*=\s*|\s+)(.*\S)\s*$")


def start_settings():
    return [(wanted, asking(wanted["ask"])) for path in paths(WANTED) for wanted in read_json(path) or []]


def asking(command):
    return None if command == BY_PAGE else start_with_output(["timeout", SECONDS, "sh", "-c", command])


def overridden(asked, page):
    """What each program says is in effect, beside what is wanted; nothing where it did not say."""
    proof = (page or {}).get("proof") or {}
    found = []
    for wanted, process in asked:
        said = settings_in(output_of(process)) if process else by_name(proof.get("settings") or {})
        found += compared(wanted, said)
    return found


def compared(wanted, said):
    return [
        override(wanted, name, value, said[canonical(name)])
        for name, value in wanted["wanted"].items()
        if normal(said.get(canonical(name), value)) != normal(value)
    ]


def override(wanted, name, value, found):
    by = culprit(canonical(name), found, wanted["files"])
    return {"program": wanted["program"], "setting": name, "wanted": value, "is": found, "by": by}


def culprit(name, found, patterns):
    """The file that the value itself names, or one of somebody else's that says it."""
    named = re.search(r"/etc/[^\s:\"\]]+", found)
    if named:
        return named.group()
    foreign = [path for pattern in patterns for path in paths(pattern) if "flotilla" not in path]
    return next((path for path in foreign if normal(said_in(path).get(name)) == normal(found)), None)


def said_in(path):
    return settings_in((read(path) or b"").decode(errors="replace"))


def paths(pattern):
    return [path.removeprefix(ROOT) for path in sorted(glob.glob(ROOT + pattern))]


def settings_in(text):
    lines = (SETTING.match(line) for line in text.splitlines())
    return by_name({line.group(1): line.group(2) for line in lines if line})


def by_name(settings):
    return {canonical(name): value for name, value in settings.items()}


def canonical(name):
    """A setting of PHP's has a longer name in a pool."""
    return re.sub(r"^php_(admin_)?(value|flag)\[(.+)\]$", r"\3", name.lower().replace("-", "_"))


def normal(value):
    """One spelling for what means the same."""
    if value is None:
        return None
    size = re.fullmatch(r"(\d+)([KMG])", value)
    if size:
        return str(int(size.group(1)) * UNITS[size.group(2)])
    return WORDS.get(value.lower(), value.lower())
