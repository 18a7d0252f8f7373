import { describe, expect, it } from 'vitest';
import { observe, program, put, useHost, usePrograms } from './observing.ts';

useHost();
usePrograms();

/** A MariaDB client that prints this, and the arguments that it was called with. */
function mariadb(line: string): void {
  program('mariadb', line);
  put('/etc/flotilla/site-tables.json', '{"database":"wordpress","prefix":"wp_"}');
}

const site = async () => (await observe()).site;

describe('the site facts', () => {
  it('show what a web host has seen', async () => {
    const nothing = { seen: false, tables: null, stored: null, active: [], unreplicated: null, dumps: [] };
    expect(await site()).toEqual(nothing);
    put('/var/lib/flotilla/site-seen', '');
    expect(await site()).toMatchObject({ seen: true, stored: null });
  });

  it.each<[string, string, boolean | null]>([
    ['holds it', 'printf "asked\\naddress\\nuser\\n"', true],
    [
      'holds no table',
      'printf "asked\\nERROR 1146 (42S02) at line 1: no table\\nERROR 1146 (42S02) at line 1: no table\\n"; exit 1',
      false,
    ],
    ['does not exist', 'printf "asked\\nERROR 1049 (42000) at line 1: Unknown database\\n"; exit 1', false],
    ['has tables without a row', 'echo asked', false],
    ['has lost only its users', 'printf "asked\\naddress\\n"', false],
    ['is stopped', 'echo "ERROR 2002 (HY000): cannot connect" >&2; exit 1', null],
    ['refuses the login', 'echo "ERROR 1045 (28000): Access denied" >&2; exit 1', null],
    [
      'has a damaged table',
      'printf "asked\\nERROR 1194 (HY000) at line 1: Table is marked as crashed\\nuser\\n"; exit 1',
      null,
    ],
  ])('of a database that %s', async (_, says, stored) => {
    mariadb(says);
    expect(await site()).toMatchObject({ tables: 'wp_* in wordpress', stored });
  });

  it('list the files of the active plugins and of the theme with its parent', async () => {
    const rows = [
      'active\\tactive_plugins\\ta:2:{i:0;s:13:"shop/shop.php";i:1;s:9:"hello.php";}',
      'active\\tstylesheet\\tchild',
      'active\\ttemplate\\tparent',
    ];
    mariadb(`printf '%b\\n' asked address user ${rows.map((row) => `'${row}'`).join(' ')}`);
    expect((await site())?.active).toEqual([
      ...['plugins/hello.php', 'plugins/shop/shop.php'],
      ...['themes/child/style.css', 'themes/parent/style.css'],
    ]);
  });

  it("are read without root's own option files", async () => {
    mariadb(
      'case "$*" in "--no-defaults --socket=/run/mysqld/mysqld.sock --user=root "*) printf "asked\\naddress\\nuser\\n" ;; esac',
    );
    expect(await site()).toMatchObject({ stored: true });
  });

  it('list both kinds of dumps on the primary', async () => {
    put('/var/backups/flotilla/wordpress-2026-11-25.sql.gz', 'dump');
    put('/var/lib/flotilla/dumps/20261125T030000Z-6.8.3-ab.sql.gz', 'x');
    put('/var/lib/flotilla/dumps/unfinished', 'x');
    expect((await site())?.dumps).toHaveLength(2);
    expect((await site())?.dumps).toContainEqual({
      path: '/var/backups/flotilla/wordpress-2026-11-25.sql.gz',
      bytes: 4,
    });
  });
});
