"""Whether there is a site: what this host has seen of it, and what the primary's database and dumps hold."""

import glob
import os
import re

from facts.reading import output_of, read_json, start_with_output
from host.paths import BACKUPS, DUMPS, ROOT, SITE_SEEN, SITE_TABLES
from host.processes import AS_ROOT

# Several, since the newest may already be dumps of the empty database.
LISTED = 5
# Long enough for a host that is busy: no answer would look like a closed database.
SECONDS = "30"
MARIADB = ["mariadb", *AS_ROOT, "--batch", "--force"]
# MariaDB's errors for a missing database or table. All others mean that the database cannot answer.
ABSENT = ("ERROR 1049 ", "ERROR 1146 ")


def start_site():
    """Which tables are asked, and the process that asks; None on a host that stores no site."""
    names = read_json(SITE_TABLES)
    if not names:
        return None, None
    argv = ["timeout", SECONDS, *MARIADB, "--skip-column-names", f"--execute={query(**names)}"]
    return "{prefix}* in {database}".format(**names), start_with_output(argv, merged=True)


def query(database, prefix):
    tables = f"`{database}`.`{prefix}"
    return (
        f"SELECT 'asked'; SELECT 'address' FROM {tables}options` WHERE option_name = 'siteurl' LIMIT 1;"
        f" SELECT 'user' FROM {tables}users` LIMIT 1;"
        f" SELECT 'active', option_name, option_value FROM {tables}options` WHERE option_name IN"
        " ('active_plugins', 'stylesheet', 'template')"
    )


def site_fact(tables, process):
    output = output_of(process)
    return {
        "seen": os.path.exists(ROOT + SITE_SEEN),
        "tables": tables,
        "stored": stored(output),
        "active": active(output),
        "dumps": dumps(),
    }


def stored(output):
    """None where the database cannot answer, which is not the same as an empty one."""
    lines = output.splitlines()
    if "asked" not in lines or any(line.startswith("ERROR") and not line.startswith(ABSENT) for line in lines):
        return None
    return "address" in lines and "user" in lines


def active(output):
    """Main files of the active plugins and theme, below wp-content."""
    rows = [line.split("\t", 2) for line in output.splitlines() if line.startswith("active\t")]
    options = {name: value for _, name, value in rows}
    plugins = re.findall(r's:\d+:"([^"]+)"', options.get("active_plugins", ""))
    themes = {options[name] for name in ("stylesheet", "template") if options.get(name)}
    return sorted({*(f"plugins/{path}" for path in plugins), *(f"themes/{name}/style.css" for name in themes)})


def dumps():
    paths = [path for folder in (BACKUPS, DUMPS) for path in glob.glob(f"{ROOT}{folder}/*.sql.gz")]
    newest = sorted(paths, key=os.path.getmtime, reverse=True)[:LISTED]
    return [{"path": path.removeprefix(ROOT), "bytes": os.path.getsize(path)} for path in newest]
