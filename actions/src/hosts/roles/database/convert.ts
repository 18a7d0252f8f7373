import type { Declaration } from '../../../declaration/declaration.ts';
import { type PartCommand, quote } from '../parts.ts';
import { CONVERT_TABLES } from '../shared.ts';
import { MARIADB, whileRunning } from './sql.ts';

/** Before the database becomes a cluster's: Galera replicates only InnoDB. A table is locked while it is copied. */
export function convertTables({ database }: Pick<Declaration, 'database'>): PartCommand {
  const others = `FROM information_schema.TABLES
WHERE TABLE_SCHEMA = '${database.name}' AND TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB'`;
  const statements = `SELECT CONCAT('ALTER TABLE \`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\` ENGINE = InnoDB;') ${others}`;
  const ask = (sql: string) => `${MARIADB} --raw --skip-column-names --execute=${quote(sql)}`;
  return {
    name: CONVERT_TABLES,
    summary: 'convert tables of another engine to InnoDB, if there are any',
    check: whileRunning(`[ "$(${ask(`SELECT COUNT(*) ${others}`)})" = 0 ]`, 'mariadb.service'),
    run: `set -eu
statements=$(${ask(statements)})
echo "$statements" | ${MARIADB} ${database.name}
`,
  };
}
