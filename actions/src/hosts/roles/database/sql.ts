import type { Template } from '../../../lib/template.ts';

/**
 * Root's own access to the database, without the option files of the host's administrator: a password in /root/.my.cnf
 * would lock us out. `remote/host/mariadb.py` uses the same options.
 */
export const AS_ROOT = '--no-defaults --socket=/run/mysqld/mysqld.sock --user=root';

export const MARIADB = `mariadb ${AS_ROOT} --batch`;

/** A stopped unit is a finding of its own; a check that needs it passes meanwhile. */
export const whileRunning = (check: string, ...units: readonly string[]): string =>
  [...units.map((unit) => `! systemctl is-active --quiet ${unit}`), check].join(' || ');

export const asRoot = (sql: Template): Template => `set -eu\n${MARIADB} <<'SQL'\n${sql}SQL\n`;
