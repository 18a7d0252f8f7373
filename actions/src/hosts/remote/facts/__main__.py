"""Reports what this host is like; its shape is `factsSchema` in actions/src/hosts/model/facts.ts.

The key of a plan may run this program and no other, as /usr/local/sbin/flotilla-facts, with any input. So it reads no
request. It reports what the manifest lists and no secret. A plan waits for it: commands run side by side while files
are read, and nothing is imported that is not needed.
"""

import os
import time

from facts.certificate import certificate_fact, start_certificate, start_vpn_key, vpn_fingerprint
from facts.content import content_fact, start_listings
from facts.files import directory_fact, file_fact, link_fact
from facts.galera import galera_fact, member_fact, start_galera, start_member
from facts.health import health, start_connections, start_tables
from facts.machine import cloud_init, converging, disk, memory_mib, os_name, packages
from facts.mail import mail_fact, start_mail
from facts.neighbours import start_neighbours
from facts.probes import (
    PROBE_SECONDS,
    ROLE_PROBE_SECONDS,
    answer,
    page_fact,
    start_page,
    start_probes,
    start_role_probes,
)
from facts.reading import passes, read_json, read_text, start
from facts.round_trips import round_trips, start_round_trips
from facts.settings import overridden, start_settings
from facts.site import site_fact, start_site
from facts.units import changes_seconds, start_changes, start_failed, start_units, unit_facts
from facts.unreplicated import start_unreplicated, unreplicated_fact
from host.paths import IDENTITIES, ROOT, STATE
from host.program import emit

# Long enough for a host that is busy: everything below runs at the same time, on one processor.
CHECK_SECONDS = 30


def main():
    manifest = read_json(STATE + "/manifest.json")
    roles = manifest["roles"] if manifest else {}
    asked = ask(roles)
    emit("done", **machine(), **items(roles), **answers(roles, asked), manifest=manifest)


def ask(roles):
    """Starts everything that takes time at once, the slowest first."""
    return {
        "deadline": time.monotonic() + CHECK_SECONDS,
        "probes_deadline": time.monotonic() + PROBE_SECONDS,
        "role_probes_deadline": time.monotonic() + ROLE_PROBE_SECONDS,
        "probes": start_probes(roles),
        "role_probes": start_role_probes(),
        "page": start_page(),
        "neighbours": start_neighbours(),
        "round_trips": start_round_trips(roles),
        "units": start_units(listed(roles, "units")),
        "failed": start_failed(),
        "tables": start_tables(),
        "settings": start_settings(),
        "mail": start_mail(),
        "connections": start_connections(roles),
        "galera": start_galera(),
        "member": start_member(roles),
        "changes": start_changes(roles),
        "certificate": start_certificate(),
        "vpn_key": start_vpn_key(),
        "listings": start_listings(),
        "site": start_site(),
        "unreplicated": start_unreplicated(),
        "checks": {
            f"{role}/{name}": start(["sh", "-c", command["check"]])
            for role, applied in roles.items()
            for name, command in applied["commands"].items()
        },
    }


def machine():
    return {
        "host": os.uname().nodename,
        "cloudInit": cloud_init(),
        "converging": converging(),
        "os": os_name(),
        "memoryMiB": memory_mib("MemTotal"),
        "disk": disk(),
        "clock": time.time(),
        "packages": packages(),
    }


def items(roles):
    return {
        "files": {path: file_fact(path, entry) for role in roles.values() for path, entry in role["files"].items()},
        "directories": {path: directory_fact(path) for path in listed(roles, "directories")},
        "links": {path: link_fact(path) for path in listed(roles, "links")},
        "present": [path for path in listed(roles, "absent") if os.path.lexists(ROOT + path)],
    }


def answers(roles, asked):
    return {
        "units": unit_facts(listed(roles, "units"), asked["units"]),
        "vpnFingerprint": vpn_fingerprint(asked["vpn_key"]),
        "identities": identities(),
        "galera": galera_fact(asked["galera"]),
        "certificate": certificate_fact(asked["certificate"]),
        "content": content_fact(asked["listings"]),
        "site": {**site_fact(*asked["site"]), "unreplicated": unreplicated_fact(asked["unreplicated"])},
        "commands": {name: passes(process, asked["deadline"]) for name, process in asked["checks"].items()},
        **last(asked),
    }


def identities():
    """What this host made that identifies it to the others, by kind. Nothing in it is secret."""
    names = sorted(os.listdir(ROOT + IDENTITIES)) if os.path.isdir(ROOT + IDENTITIES) else []
    return {name: read_text(f"{IDENTITIES}/{name}").strip() for name in names if "." not in name}


def last(asked):
    found = health(asked)
    # Without its database a host renders no page, so it is not worth waiting for one.
    is_cut_off = asked["probes"]["database"] and found["databaseMs"] is None
    page = page_fact(asked["page"], time.monotonic() + 1 if is_cut_off else asked["deadline"])
    more = {
        "changes": changes_seconds(asked["changes"]),
        "overridden": overridden(asked["settings"], page),
        "mail": mail_fact(asked["mail"], time.time()),
        "roundTripsMs": round_trips(asked["round_trips"]),
        "neighbours": asked["neighbours"] and answer(*asked["neighbours"], asked["deadline"]) or {},
    }
    return {"health": {**found, **more, **member_fact(asked["member"])}, "page": page}


def listed(roles, field):
    return [path for role in roles.values() for path in role[field]]


main()
