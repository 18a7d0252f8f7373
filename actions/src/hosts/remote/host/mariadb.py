"""Root's own way into the database, past the option files of whoever administers the host."""

AS_ROOT = ["--no-defaults", "--socket=/run/mysqld/mysqld.sock", "--user=root"]
