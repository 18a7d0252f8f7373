"""Where this host stands among the members of a clustered database."""

import os
import re

from facts.reading import output_of, start_with_output
from host.paths import PROXY_CREDENTIALS, ROOT
from host.processes import ASK_MARIADB

GRASTATE = "/var/lib/mysql/grastate.dat"
# What a data directory has that was never a member's, or is receiving a copy.
NOBODY = "00000000-0000-0000-0000-000000000000"
ASKED = "'wsrep_cluster_status', 'wsrep_local_state_comment', 'wsrep_cluster_size', 'wsrep_last_committed'"
# Debian's unit looks for the last change in the tables before each start, and passes it on. So does the program that
# waits for the other members.
START_POSITION = r"--wsrep_start_position=([\w-]+):(\d+)"
MEMBER = ["--skip-ssl", "--batch", "--skip-column-names", "--execute=SELECT @@wsrep_node_name"]


def start_galera():
    if not os.path.exists(ROOT + GRASTATE):
        return None
    status = start_with_output([*ASK_MARIADB, f"--execute=SHOW GLOBAL STATUS WHERE Variable_name IN ({ASKED})"])
    # By MariaDB's user, who owns the directory and can put a link there.
    state = start_with_output(["setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups", "cat", ROOT + GRASTATE])
    unit = start_with_output(["systemctl", "show", "mariadb.service", "--property=ActiveState,MainPID,ControlPID"])
    return status, state, unit


def galera_fact(asked):
    """None on a host that never was a member. `position`: of the last change that it has; None if unknown."""
    if asked is None:
        return None
    answers, file, unit = [output_of(process) for process in asked]
    status = dict(line.split("\t", 1) for line in answers.splitlines() if "\t" in line)
    saved = dict(re.findall(r"^(\w+):\s*(\S+)$", file, re.MULTILINE))
    size = int(status.get("wsrep_cluster_size") or 0)
    is_primary = status.get("wsrep_cluster_status") == "Primary"
    uuid = saved.get("uuid", NOBODY)
    positions = [status.get("wsrep_last_committed"), saved.get("seqno"), starting_at(unit).get(uuid)]
    return {
        "hasData": uuid != NOBODY,
        "uuid": uuid if uuid != NOBODY else None,
        "position": next((int(one) for one in positions if one and int(one) >= 0), None),
        "isSafeToStart": saved.get("safe_to_bootstrap") == "1",
        "state": status.get("wsrep_local_state_comment"),
        "size": size if is_primary else None,
    }


def starting_at(unit):
    """The change, by history, at which MariaDB is starting. One that was ready may have more by now."""
    fields = dict(line.split("=", 1) for line in unit.splitlines())
    if fields.get("ActiveState") != "activating":
        return {}
    return dict(re.findall(START_POSITION, arguments_of(fields["MainPID"]) + arguments_of(fields["ControlPID"])))


def arguments_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def start_member(roles):
    """Asks which member WordPress reaches, on a host that is none."""
    argv = ["timeout", "4", "mariadb", f"--defaults-file={ROOT}{PROXY_CREDENTIALS}"]
    return start_with_output([*argv, *MEMBER]) if "proxy" in roles else None


def member_fact(asked):
    """Its name, None if it reaches none; nothing on a member."""
    return {"member": output_of(asked).strip() or None} if asked else {}
