import type { Declaration } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { configuredTables, tablesOf } from '../../hosts/roles/wordpress/config.ts';
import { some } from '../../lib/words.ts';
import { peersOf, witnessesOf } from '../past.ts';
import type { HostPlan, Loss, Plan } from '../plan.ts';
import { survivorsOf } from '../policy/members.ts';

interface Input {
  readonly declaration: Declaration;
  readonly hosts: readonly HostPlan[];
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly rotation: Plan['rotation'];
}

/** The site's data that this plan gives up and that no change of a resource shows. */
export const lossesOf = (input: Input): Loss[] => [
  ...emptyDisk(input),
  ...freshSite(input),
  ...otherTables(input),
];

/** The primary answers but was never set up, e.g. after a rebuild of its droplet. */
function emptyDisk({ declaration, hosts, facts, rotation }: Input): Loss[] {
  const { name } = declaration.primary;
  const isBare = hosts.some((host) => host.host === name && host.kind === 'after-create') && facts[name];
  if (!isBare || facts[name]?.site?.stored || survivorsOf({ declaration, facts }, name).length > 0) return [];
  const served = rotation.before.filter((host) => declaration.web.some((web) => web.name === host));
  const witnesses = [...new Set([...peersOf(declaration, facts), ...served])];
  if (witnesses.length === 0) return [];
  return [
    {
      kind: 'disk',
      address: `${name}/disk`,
      what:
        `${name}, the primary, has an empty disk, although ${some(witnesses)} worked with it before: the database and ` +
        `the uploads are gone. ${RESTORE} If you confirm this plan, apply sets it up with an empty database.`,
    },
  ];
}

const RESTORE =
  'If DigitalOcean has a backup or a snapshot of the droplet, restore it and plan again. If you have a copy of a dump, ' +
  'you can import it after the primary is set up.';

/** The primary's database is empty and never held the site, but other hosts served it: this is a second primary. */
function freshSite({ declaration, facts }: Input): Loss[] {
  const { primary, database } = declaration;
  const site = emptySite(declaration, facts);
  const witnesses = witnessesOf(facts);
  if (!site || site.seen || witnesses.length === 0) return [];
  return [
    {
      kind: 'site',
      address: `${primary.name}/site`,
      what:
        `The database ${database.name} on ${primary.name} is empty, although ${some(witnesses)} served the site before. ` +
        `To restore the site, import a dump (\`zcat dump.sql.gz | mariadb\` as root on ${primary.name}) and plan again. ` +
        'If you confirm this plan, apply installs a new and empty WordPress.',
    },
  ];
}

/** The declaration makes web hosts read other tables than those that hold the site. */
function otherTables({ declaration, facts }: Input): Loss[] {
  const { database, wordpress, primary, web } = declaration;
  const after = tablesOf(database.name, wordpress.tablePrefix);
  const before = web.flatMap(({ name }) => {
    const tables = configuredTables(facts[name]);
    return tables === undefined || tables === after ? [] : [tables];
  });
  if (before[0] === undefined) return [];
  return [
    {
      kind: 'tables',
      address: `${primary.name}/tables/${[...new Set(before)].sort().join()} -> ${after}`,
      what:
        `The site moves from the tables ${before[0]} to ${after}. Whatever you do not copy there disappears from the site. ` +
        "Without a site there, visitors would be sent to WordPress's installer. So apply prepares the database and " +
        'changes no web host until it holds a site. Copy the tables as root on ' +
        `${primary.name}, e.g. with mariadb-dump, then apply again.`,
    },
  ];
}

/** Refuses to install over a database that once held the site. A person must restore it. */
export function emptiedRefusals({ declaration, facts }: Pick<Input, 'declaration' | 'facts'>): string[] {
  const { primary, database } = declaration;
  const site = emptySite(declaration, facts);
  if (!site?.seen) return [];
  return [
    `The database ${database.name} on ${primary.name} is empty, although it held the site before, so nothing is installed. ` +
      `${keptDumps(facts)}. Restore the tables (as root on the host that has the dump, \`zcat <dump> | mariadb\`; for one in ` +
      `/var/lib/flotilla/dumps \`zcat <dump> | mariadb ${database.name}\`), or move them back, and plan again.`,
  ];
}

/** In a cluster a dump may be on any member. */
function keptDumps(facts: Input['facts']): string {
  const kept = Object.entries(facts).flatMap(([host, known]) =>
    (known?.site?.dumps ?? []).map(({ path, bytes }) => `${host}: ${path} (${Math.ceil(bytes / 1024)} KiB)`),
  );
  return kept.length > 0 ? `These dumps exist: ${kept.join(', ')}` : 'No host has a dump';
}

/** The primary's facts about the site, if the declared tables hold no site and no web host reads other tables. */
function emptySite({ primary, database, wordpress, web }: Declaration, facts: Input['facts']): Facts['site'] {
  const { site } = facts[primary.name] ?? {};
  const declared = tablesOf(database.name, wordpress.tablePrefix);
  const moves = web.some(({ name }) => (configuredTables(facts[name]) ?? declared) !== declared);
  return site?.stored === false && site.tables === declared && !moves ? site : undefined;
}
