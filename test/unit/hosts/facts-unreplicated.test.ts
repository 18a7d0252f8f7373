import { expect, it } from 'vitest';
import { MOST_UNREPLICATED } from '../../../actions/src/hosts/model/facts.ts';
import { observe, program, put, useHost, usePrograms } from './observing.ts';

useHost();
usePrograms();

const TABLES = '/etc/flotilla/site-tables.json';
const unreplicated = async () => (await observe()).site?.unreplicated;

/** A MariaDB client that does this for the query for tables and that knows no site. */
function mariadb(script: string): void {
  program('mariadb', `case "$*" in *information_schema.TABLES*) ${script} ;; esac`);
  put(TABLES, '{"database":"shop","prefix":"wp_"}');
}

it('are listed with their engine, and whether they have a primary key', async () => {
  mariadb(String.raw`printf 'table\twp_log\tMyISAM\t1\ntable\twp_map\tInnoDB\t0\ntable\twp_torn\t\t0\n'`);
  expect(await unreplicated()).toEqual([
    { name: 'wp_log', engine: 'MyISAM', hasPrimaryKey: true },
    { name: 'wp_map', engine: 'InnoDB', hasPrimaryKey: false },
    { name: 'wp_torn', engine: null, hasPrimaryKey: false },
  ]);
});

it('are none if all tables qualify', async () => {
  mariadb('exit 0');
  expect(await unreplicated()).toEqual([]);
});

it.each([
  ['does not answer', 'echo "ERROR 2002 (HY000): cannot connect" >&2; exit 1'],
  ['takes too long', String.raw`printf 'table\twp_log\tMyISAM\t1\n'; exit 124`],
])('are unknown if MariaDB %s', async (_, script) => {
  mariadb(script);
  expect(await unreplicated()).toBeNull();
});

it('are asked for in the database of the site, without views, and no more than a plan expects', async () => {
  mariadb(
    'case "$*" in *"max_statement_time"*"= \'shop\'"*"\'BASE TABLE\'"*"LIMIT ' +
      `${MOST_UNREPLICATED}") exit 0 ;; esac; exit 1`,
  );
  expect(await unreplicated()).toEqual([]);
});

it('are unknown on a host without a database', async () => expect(await unreplicated()).toBeNull());
