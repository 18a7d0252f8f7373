import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { Facts, UnreplicatedTable } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import type { RoleName } from '../../../actions/src/hosts/model/role.ts';
import { GALERA_CONFIG, MARIADB_CONFIG } from '../../../actions/src/hosts/roles/shared.ts';
import { pluginOf } from '../../../actions/src/plan/table-plugin.ts';
import {
  tableConversions,
  tableRefusals,
  tableWarnings,
} from '../../../actions/src/plan/unreplicated-tables.ts';
import { warningsOf } from '../../../actions/src/plan/warnings.ts';
import { facts } from '../hosts/literals.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { CLUSTERED } from './health/literals.ts';

const LOG: UnreplicatedTable = { name: 'wp_log_lines', engine: 'MyISAM', hasPrimaryKey: true };
const MAP: UnreplicatedTable = { name: 'wp_map', engine: 'InnoDB', hasPrimaryKey: false };
const BOTH: UnreplicatedTable = { name: 'wp_both', engine: 'Aria', hasPrimaryKey: false };
const DAMAGED: UnreplicatedTable = { ...LOG, engine: null };
const ODD: UnreplicatedTable = { name: "wp_odd'; x", engine: 'Aria', hasPrimaryKey: true };

const ACTIVE = ['plugins/log-lines/main.php', 'plugins/hello.php', 'themes/map/style.css'];
const WRITTEN = { template: '', content: '', text: '' };
const ALONE = { [MARIADB_CONFIG]: WRITTEN };
const MEMBER = { ...ALONE, [GALERA_CONFIG]: WRITTEN };

type Tables = UnreplicatedTable[] | null | undefined;

/** Facts of the primary: with a database alone and the VPN, or as a member with the mesh. */
function primary(tables: Tables, network: RoleName = 'vpn', files = network === 'vpn' ? ALONE : MEMBER) {
  const roles = { [network]: emptyEntry, database: { ...emptyEntry, files } };
  const site = { seen: true, tables: 'wp_* in wordpress', stored: true, active: ACTIVE, dumps: [] };
  return facts(null, { manifest: { version: 1, roles }, site: { ...site, unreplicated: tables } });
}

const refused = (tables: Tables, declared: Declaration = CLUSTERED) =>
  tableRefusals(declared, { sql: primary(tables) });

describe('a change to a cluster', () => {
  it('converts tables of another engine first, and names them', () => {
    const tables = [LOG, { ...BOTH, hasPrimaryKey: true }, ODD];
    expect(refused(tables)).toEqual([]);
    expect(tableConversions(CLUSTERED, { sql: primary(tables) })).toEqual([
      'Galera replicates only InnoDB, so `wp_log_lines` (MyISAM, probably of the plugin log-lines), `wp_both` (Aria) and ' +
        "`wp_odd'; x` (Aria) are converted to it first. Requests that use such a table wait meanwhile.",
    ]);
  });

  it('is refused for a table that MariaDB cannot read', () => {
    expect(refused([DAMAGED])).toEqual([
      'The topology cannot change to `cluster` yet. MariaDB on sql cannot read `wp_log_lines` (damaged, probably of the plugin log-lines). ' +
        "Repair or remove what is damaged: `echo 'ALTER TABLE wordpress.wp_log_lines FORCE;' | ./scripts/ssh sql -- mariadb`.",
    ]);
  });

  it('is refused for tables without a primary key', () => {
    expect(refused([MAP])).toEqual([
      'The topology cannot change to `cluster` yet. Galera needs a primary key to find the same row on every member, and there is ' +
        "none in `wp_map`. Add one over the columns that identify a row (`echo 'ALTER TABLE wordpress.wp_map ADD PRIMARY KEY (COLUMNS);' | " +
        "./scripts/ssh sql -- mariadb`), or ask the plugin's author for it.",
    ]);
  });

  it('is refused for the key alone if the engine is wrong too', () => {
    expect(refused([BOTH])).toEqual([expect.stringContaining('none in `wp_both`')]);
  });

  it('puts no name into a command that a shell would read', () => {
    expect(refused([{ ...ODD, engine: null }])[0]).toMatch(/: `ALTER TABLE … FORCE` in MariaDB on sql\.$/);
  });

  it('is refused while MariaDB does not list its tables', () => {
    expect(refused(null)).toEqual([
      expect.stringContaining('MariaDB on sql did not list its tables in time'),
    ]);
  });

  it.each<[string, Tables, Declaration]>([
    ['all tables qualify', [], CLUSTERED],
    ['the host has an older facts command', undefined, CLUSTERED],
    ['there is no change', [LOG], EXAMPLE],
  ])('is not refused if %s', (_, tables, declared) => expect(refused(tables, declared)).toEqual([]));

  it('is refused in the middle, with a remedy that gives all members the same rows', () => {
    const halfway = { sql: primary([LOG], 'vpn', MEMBER) };
    expect(tableRefusals(CLUSTERED, halfway)).toEqual([
      expect.stringMatching(/dump these tables with `mariadb-dump`/),
    ]);
  });

  it('goes on in the middle if the member is not up yet', () => {
    expect(tableRefusals(CLUSTERED, { sql: primary(null, 'vpn', MEMBER) })).toEqual([]);
  });

  it('does not look at what a former member kept', () => {
    const former: Facts = { ...primary([LOG]), manifest: { version: 1, roles: { vpn: emptyEntry } } };
    expect(tableRefusals(CLUSTERED, { sql: primary([]), 'host-01': former })).toEqual([]);
  });
});

describe('a running cluster', () => {
  const running = { sql: primary([LOG], 'mesh') };

  it('is warned of the same tables', () => {
    expect(tableRefusals(CLUSTERED, running)).toEqual([]);
    expect(tableWarnings(CLUSTERED, running)).toEqual([
      expect.stringMatching(
        /^Galera replicates only InnoDB, so each member has its own rows of `wp_log_lines` .*dump these/,
      ),
    ]);
  });

  it('is not warned while it changes, or without a cluster', () => {
    expect(tableWarnings(CLUSTERED, { sql: primary([LOG]) })).toEqual([]);
    expect(tableWarnings(EXAMPLE, { sql: primary([LOG]) })).toEqual([]);
  });
});

it('is in the plan: the refusal, the conversion or the warning', () => {
  const planned = (known: Facts) => plan(CLUSTERED, EMPTY_CLOUD, { facts: { sql: known } });
  expect(planned(primary([DAMAGED])).refusals).toContainEqual(expect.stringContaining('wp_log_lines'));
  expect(warningsOf(planned(primary([LOG])))).toContainEqual(expect.stringContaining('wp_log_lines'));
  expect(warningsOf(planned(primary([LOG], 'mesh')))).toContainEqual(expect.stringContaining('wp_log_lines'));
});

describe('the plugin of a table', () => {
  const of = (table: string, ...active: string[]) => {
    const site = { seen: true, tables: null, stored: null, dumps: [], active };
    return pluginOf(table, 'wp_', { sql: facts(null, { site }) });
  };

  it.each([
    ['wp_log_lines_2024', ['plugins/log/a.php', 'plugins/log-lines/a.php'], 'log-lines'],
    ['wp_3_log', ['plugins/log.php'], 'log'],
    ['wp_statistics_visitor', ['plugins/wp-statistics/a.php'], 'wp-statistics'],
    ['log', ['plugins/Log/a.php'], 'Log'],
    ['wp_logs', ['plugins/log/a.php', 'themes/logs/style.css'], undefined],
  ])('%s, among %j, is %s', (table, active, plugin) => expect(of(table, ...active)).toBe(plugin));

  it('may be one that is not active', () => {
    const content = { live: 'a', kept: null, holds: ['plugins/log', 'themes/log-b'], drift: [], drifted: 0 };
    expect(pluginOf('wp_log_b', 'wp_', { 'host-01': facts(null, { content }) })).toBe('log');
  });
});
