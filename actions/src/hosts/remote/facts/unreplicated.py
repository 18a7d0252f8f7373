"""Tables of the site's database that Galera does not replicate: of another engine, or without a primary key."""

from facts.reading import output_of, read_json, start_with_output
from host.paths import SITE_TABLES
from host.processes import ASK_MARIADB

# Same as MOST_UNREPLICATED in actions/src/hosts/model/facts.ts.
LISTED = 50
# MariaDB gives up first, so that no query goes on without its client.
SECONDS = "10"
SERVER_SECONDS = 8


def start_unreplicated():
    """Asks on its own: an answer that comes late must not look like a closed database to `site`."""
    names = read_json(SITE_TABLES)
    return names and start_with_output(["timeout", SECONDS, *ASK_MARIADB, f"--execute={query(names['database'])}"])


def query(database):
    # A unique key of columns that are never NULL counts too: InnoDB, Galera and COLUMN_KEY take it for the primary key.
    keyed = (
        "EXISTS (SELECT * FROM information_schema.COLUMNS AS c WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA"
        " AND c.TABLE_NAME = t.TABLE_NAME AND c.COLUMN_KEY = 'PRI')"
    )
    return (
        f"SET STATEMENT max_statement_time = {SERVER_SECONDS} FOR"
        f" SELECT 'table', TABLE_NAME, IFNULL(ENGINE, '') AS engine, {keyed} AS keyed"
        " FROM information_schema.TABLES AS t"
        f" WHERE TABLE_SCHEMA = '{database}' AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
        f" HAVING keyed = 0 OR engine <> 'InnoDB' ORDER BY TABLE_NAME LIMIT {LISTED}"
    )


def unreplicated_fact(process):
    """None where MariaDB did not list them, which is not the same as none."""
    output = output_of(process)
    if not process or process.returncode != 0:
        return None
    rows = [line.split("\t") for line in output.splitlines() if line.startswith("table\t")]
    return [{"name": name, "engine": engine or None, "hasPrimaryKey": keyed == "1"} for _, name, engine, keyed in rows]
