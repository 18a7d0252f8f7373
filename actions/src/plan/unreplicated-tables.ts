import { type Declaration, isClustered } from '../declaration/declaration.ts';
import type { Facts, UnreplicatedTable } from '../hosts/model/facts.ts';
import { some } from '../lib/words.ts';
import { holdsAlone, isConverting } from './conversion.ts';
import { pluginOf } from './table-plugin.ts';

type Known = Readonly<Record<string, Facts | undefined>>;

/** Why a running site cannot be changed to `cluster` yet. */
export function tableRefusals(declaration: Declaration, facts: Known): string[] {
  if (!isClustered(declaration) || !isConverting(declaration, facts)) return [];
  const reasons = [...unlisted(declaration, facts), ...findings(declaration, facts)];
  return reasons.map((reason) => `The topology cannot change to \`cluster\` yet. ${reason}`);
}

/** The same tables in a cluster that is running, e.g. since it was changed before plans looked for them. */
export const tableWarnings = (declaration: Declaration, facts: Known): string[] =>
  isClustered(declaration) && !isConverting(declaration, facts) ? findings(declaration, facts) : [];

/** Only before the change: if a run was killed while MariaDB restarts as a member, the next one must be able to go on. */
const unlisted = (declaration: Declaration, facts: Known): string[] =>
  holdersIn(declaration, facts)
    .filter((name) => holdsAlone(facts[name]) && facts[name]?.site?.unreplicated === null)
    .map(
      (name) =>
        `MariaDB on ${name} did not list its tables in time, so it is unknown whether Galera can replicate all of them. ` +
        `Check it with \`./scripts/ssh ${name} -- systemctl status mariadb\`, then plan again.`,
    );

/** What the change to `cluster` does with tables first (`convertTables` in `roles/database/convert.ts`). */
export function tableConversions(declaration: Declaration, facts: Known): string[] {
  if (!isClustered(declaration) || !isConverting(declaration, facts)) return [];
  return holdersIn(declaration, facts).flatMap((host) => {
    const tables = tablesOf(facts[host]).filter((table) => isConverted(table, facts[host]));
    if (tables.length === 0) return [];
    const names = namesOf({ host, tables, declaration, facts }, ({ engine }) => engine ?? undefined);
    return [
      `Galera replicates only InnoDB, so ${names} ${tables.length > 1 ? 'are' : 'is'} converted to it first. Requests that use such a table wait meanwhile.`,
    ];
  });
}

const tablesOf = (host: Facts | undefined): readonly UnreplicatedTable[] => host?.site?.unreplicated ?? [];

/** The change does not touch what MariaDB cannot read, nor a member's own rows. */
const isConverted = ({ engine }: UnreplicatedTable, host: Facts | undefined): boolean =>
  engine !== 'InnoDB' && engine !== null && holdsAlone(host);

interface Found {
  readonly host: string;
  readonly tables: readonly UnreplicatedTable[];
  readonly declaration: Declaration;
  readonly facts: Known;
}

function findings(declaration: Declaration, facts: Known): string[] {
  const host = holdersIn(declaration, facts).find((name) => tablesOf(facts[name]).length > 0);
  if (host === undefined) return [];
  const found = { host, declaration, facts };
  const tables = tablesOf(facts[host]);
  const others = tables.filter((table) => table.engine !== 'InnoDB' && !isConverted(table, facts[host]));
  const keyless = tables.filter(({ hasPrimaryKey }) => !hasPrimaryKey);
  return [
    ...(others.length > 0 ? [otherEngine({ ...found, tables: others })] : []),
    ...(keyless.length > 0 ? [noKey({ ...found, tables: keyless })] : []),
  ];
}

/** Members that hold the database, not what a former member still has on its disk. */
const holdersIn = ({ database }: Declaration, facts: Known): string[] =>
  database.members.filter((name) => facts[name]?.manifest?.roles.database !== undefined);

function otherEngine(found: Found): string {
  const names = namesOf(found, ({ engine }) => engine ?? 'damaged');
  if (holdsAlone(found.facts[found.host]))
    return `MariaDB on ${found.host} cannot read ${names}. Repair or remove what is damaged: ${command(found, 'FORCE')}.`;
  return (
    `Galera replicates only InnoDB, so each member has its own rows of ${names}. On the member whose rows are right, dump these ` +
    'tables with `mariadb-dump`, replace the engine in the dump with ' +
    'InnoDB and import it: that gives its rows to all members. `ALTER TABLE` would keep the differences.'
  );
}

function noKey(found: Found): string {
  return (
    `Galera needs a primary key to find the same row on every member, and there is none in ${namesOf(found, () => undefined)}. ` +
    `Add one over the columns that identify a row (${command(found, 'ADD PRIMARY KEY (COLUMNS)')}), or ask the plugin's author for it.`
  );
}

function namesOf(
  { tables, declaration, facts }: Found,
  detail: (table: UnreplicatedTable) => string | undefined,
): string {
  return some(
    tables.map((table) => {
      const plugin = pluginOf(table.name, declaration.wordpress.tablePrefix, facts);
      const details = [detail(table), plugin && `probably of the plugin ${plugin}`].filter(Boolean);
      return `\`${table.name}\`${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
    }),
  );
}

/** For a shell. A qualified name needs no quotes; a name that would need them is left to a person. */
function command({ host, tables, declaration }: Found, change: string): string {
  const plain = tables.filter(({ name }) => /^\w+$/.test(name));
  const statements = plain.map(({ name }) => `ALTER TABLE ${declaration.database.name}.${name} ${change};`);
  if (statements.length === 0) return `\`ALTER TABLE … ${change}\` in MariaDB on ${host}`;
  return `\`echo '${statements.join(' ')}' | ./scripts/ssh ${host} -- mariadb\``;
}
