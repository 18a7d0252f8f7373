import type { Declaration } from '../../../declaration/declaration.ts';

/** Where the facts command reads which tables are the site's. */
export const SITE_TABLES = '/etc/flotilla/site-tables.json';

export const siteTables = ({ database, wordpress }: Declaration): string =>
  `${JSON.stringify({ database: database.name, prefix: wordpress.tablePrefix })}\n`;
