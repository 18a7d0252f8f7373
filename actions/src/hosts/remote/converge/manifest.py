"""The manifest: what was applied to this host, by role. Its shape is `manifestSchema` in
actions/src/hosts/model/facts.ts."""

import json
import os
import time

from host.paths import ROOT, STATE
from host.placing import place

STATE_HERE = ROOT + STATE


def begin(role, by):
    """Records the changes before they start, so the next run repeats what a killed run left half done."""

    def changed(entry):
        united = {field: unite(entry.get(field), items) for field, items in role["add"].items()}
        return {**united, "unfinished": unite(entry.get("unfinished"), role["addresses"])}

    amend(role["role"], changed, by)


def finish(role, by):
    def changed(entry):
        rest = {field: without(entry[field], names) for field, names in role["drop"].items()}
        return {**rest, "unfinished": without(entry["unfinished"], role["addresses"])}

    amend(role["role"], changed, by)


def amend(role, changed, by):
    """Replaces a role's entry in the manifest with what `changed` returns; removes it if that is empty."""
    manifest = read_manifest()
    entry = changed(manifest["roles"].get(role, {}))
    manifest["roles"].pop(role, None)
    if any(entry.values()):
        manifest["roles"][role] = entry
    manifest["appliedAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    manifest["appliedBy"] = by
    write_manifest(manifest)


def read_manifest():
    try:
        with open(STATE_HERE + "/manifest.json", encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return {"version": 1, "roles": {}}


def write_manifest(manifest):
    os.makedirs(STATE_HERE, mode=0o700, exist_ok=True)
    place(STATE_HERE + "/manifest.json", json.dumps(manifest).encode())


def unite(before, added):
    if isinstance(added, dict):
        return {**(before or {}), **added}
    return sorted({*(before or []), *added})


def without(before, names):
    if isinstance(before, dict):
        return {name: item for name, item in before.items() if name not in names}
    return [name for name in before if name not in names]
