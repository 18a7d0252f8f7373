"""Settings that are not in effect although our files are as applied: another file overrides them.

The roles say which settings must be in effect and how to ask for them (actions/src/hosts/roles/settings.ts).
"""

import glob
import re

from facts.reading import output_of, read_json, read_text, start_with_output
from host.paths import ROOT, SETTINGS

WANTED = SETTINGS + "/*.json"
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
    """Settings for which a program reports another value than the wanted one; none where it reports nothing."""
    proof = (page or {}).get("proof") or {}
    found = []
    for wanted, process in asked:
        actual = settings_in(output_of(process)) if process else by_name(proof.get("settings") or {})
        found += differences(wanted, actual)
    return found


def differences(wanted, actual):
    return [
        override(wanted, name, value, actual[canonical(name)])
        for name, value in wanted["wanted"].items()
        if normal(actual.get(canonical(name), value)) != normal(value)
    ]


def override(wanted, name, value, found):
    by = culprit(canonical(name), found, wanted["files"])
    return {"program": wanted["program"], "setting": name, "wanted": value, "is": found, "by": by}


def culprit(name, found, patterns):
    """The file that the value itself names, or another file that sets this value."""
    named = re.search(r"/etc/[^\s:\"\]]+", found)
    if named:
        return named.group()
    foreign = [path for pattern in patterns for path in paths(pattern) if "flotilla" not in path]
    return next((path for path in foreign if normal(settings_in(read_text(path)).get(name)) == normal(found)), None)


def paths(pattern):
    return [path.removeprefix(ROOT) for path in sorted(glob.glob(ROOT + pattern))]


def settings_in(text):
    lines = (SETTING.match(line) for line in text.splitlines())
    return by_name({line.group(1): line.group(2) for line in lines if line})


def by_name(settings):
    return {canonical(name): value for name, value in settings.items()}


def canonical(name):
    """PHP's settings have a longer name in a pool."""
    return re.sub(r"^php_(admin_)?(value|flag)\[(.+)\]$", r"\3", name.lower().replace("-", "_"))


def normal(value):
    """One spelling for values that mean the same."""
    if value is None:
        return None
    size = re.fullmatch(r"(\d+)([KMG])", value)
    if size:
        return str(int(size.group(1)) * UNITS[size.group(2)])
    return WORDS.get(value.lower(), value.lower())
