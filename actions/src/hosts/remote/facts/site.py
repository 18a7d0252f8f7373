"""Whether there is a site: what this host remembers of it, and on the primary what its database and its dumps hold."""

import glob
import os
import re

from facts.processes import output_of, start_with_output
from facts.reading import read_json
from host.mariadb import AS_ROOT
from host.root import ROOT

SEEN = "/var/lib/flotilla/site-seen"
TABLES = "/etc/flotilla/site-tables.json"
DUMPS = ["/var/backups/flotilla", "/var/lib/flotilla/dumps"]
# Enough to choose from: the newest may be of the empty database already.
LISTED = 5
MARIADB = ["mariadb", *AS_ROOT, "--batch", "--force"]
# Of MariaDB's errors: no such database, no such table. All others mean that it cannot be asked.
ABSENT = ("ERROR 1049 ", "ERROR 1146 ")


def start_site():
    """None on a host that stores no site; else which tables are asked, and the asking."""
    names = read_json(TABLES)
    if not names:
        return None, None
    asking = ["timeout", "2", *MARIADB, "--skip-column-names", f"--execute={query(**names)}"]
    return "{prefix}* in {database}".format(**names), start_with_output(asking, merged=True)


def query(database, prefix):
    tables = f"`{database}`.`{prefix}"
    return (
        f"SELECT 'asked'; SELECT 'address' FROM {tables}options` WHERE option_name = 'siteurl' LIMIT 1;"
        f" SELECT 'user' FROM {tables}users` LIMIT 1;"
        f" SELECT 'active', option_name, option_value FROM {tables}options` WHERE option_name IN"
        " ('active_plugins', 'stylesheet', 'template')"
    )


def site_fact(tables, process):
    said = output_of(process)
    return {
        "seen": os.path.exists(ROOT + SEEN),
        "tables": tables,
        "stored": stored(said),
        "active": active(said),
        "dumps": dumps(),
    }


def stored(said):
    """None where the database cannot be asked, which is not the same as an empty one."""
    lines = said.splitlines()
    if "asked" not in lines or any(line.startswith("ERROR") and not line.startswith(ABSENT) for line in lines):
        return None
    return "address" in lines and "user" in lines


def active(said):
    """The files below wp-content by which WordPress finds the plugins and the theme that are switched on."""
    rows = [line.split("\t", 2) for line in said.splitlines() if line.startswith("active\t")]
    options = {name: value for _, name, value in rows}
    plugins = re.findall(r's:\d+:"([^"]+)"', options.get("active_plugins", ""))
    themes = {options[name] for name in ("stylesheet", "template") if options.get(name)}
    return sorted({*(f"plugins/{path}" for path in plugins), *(f"themes/{name}/style.css" for name in themes)})


def dumps():
    paths = [path for folder in DUMPS for path in glob.glob(f"{ROOT}{folder}/*.sql.gz")]
    newest = sorted(paths, key=os.path.getmtime, reverse=True)[:LISTED]
    return [{"path": path.removeprefix(ROOT), "bytes": os.path.getsize(path)} for path in newest]
