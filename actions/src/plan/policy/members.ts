import {
  type Declaration,
  type HostDeclaration,
  hasCluster,
  isClustered,
  isMember,
} from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { listed } from '../../lib/words.ts';
import { holdsAlone } from '../conversion.ts';

interface Known {
  readonly declaration: Declaration;
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Names of the hosts that exist. */
  readonly present: ReadonlySet<string>;
}

/**
 * The member that starts the database without the others: the primary if it holds the site's only one, else the first, if none of
 * them ever had one. Undefined if one has, or may have: a member that exists and does not answer. Never while a majority works.
 */
export function founderOf({ declaration, facts, present }: Known): string | undefined {
  const { members } = declaration.database;
  if (!hasCluster(declaration) || members.some((name) => isInGroup(facts[name]))) return undefined;
  if (holdsAlone(facts[declaration.primary.name])) return declaration.primary.name;
  return members.some((name) => mayHaveData({ facts, present }, name)) ? undefined : members[0];
}

const mayHaveData = ({ facts, present }: Pick<Known, 'facts' | 'present'>, name: string): boolean =>
  facts[name] === undefined ? present.has(name) : facts[name].galera?.hasData === true;

/** Whether a host still runs the database, and is no member any more. It leaves after new members have joined. */
export const leavesDatabase = (
  declaration: Declaration,
  host: HostDeclaration,
  facts: Facts | undefined,
): boolean => hasCluster(declaration) && !isMember(declaration, host) && facts?.galera?.state != null;

/** Whether a member does not run the database yet, so what it does takes nothing from the others. */
export const joinsDatabase = (
  declaration: Declaration,
  host: HostDeclaration,
  facts: Facts | undefined,
): boolean => hasCluster(declaration) && isMember(declaration, host) && facts?.galera?.state == null;

/** Whether a host must change alone, and be synced before another member changes. */
export const takesTurns = (declaration: Declaration, host: HostDeclaration, facts?: Facts): boolean =>
  hasCluster(declaration) && (isMember(declaration, host) || leavesDatabase(declaration, host, facts));

/**
 * Why a member must not change now; undefined if it may. A change may restart the database there or switch the host off, and the host
 * may never come back. The others must go on without it. A member whose own database is down takes nothing away.
 */
export function reasonToWait(known: Known, name: string): string | undefined {
  const { declaration, facts, present } = known;
  const others = declaration.database.members.filter((other) => other !== name);
  if (!facts[name]?.galera?.state) return undefined;
  if (!others.some((other) => mayHaveData(known, other))) return undefined;
  if (keepsMajority(known, name)) return undefined;
  const behind = others.filter((other) => present.has(other) && !isSynced(facts[other]));
  const [are, they] = behind.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return (
    `${listed(behind)} ${are} not synced: changing ${name} would leave no majority of the database. ` +
    `Run apply again when ${they}.`
  );
}

/** Whether a member takes part in the majority; null while its database is down. */
export const isInGroup = (facts: Facts | undefined): boolean => typeof facts?.galera?.size === 'number';

/** Whether a member has everything that the majority has. */
export const isSynced = (facts: Facts | undefined): boolean =>
  isInGroup(facts) && facts?.galera?.state === 'Synced';

/**
 * Whether the synced members are more than half of the group without this member, so they stay the majority even if every other one
 * fails. Galera does not count a member that stopped in an orderly way. The first member of an even number counts as two, and after
 * their number changed it counts as before until it restarts: this holds for both.
 */
function keepsMajority({ declaration: { database }, facts, present }: Known, name: string): boolean {
  const { members } = database;
  const inGroup = members.filter((member) => isInGroup(facts[member]));
  const size = Math.max(0, ...inGroup.map((member) => facts[member]?.galera?.size ?? 0));
  const silent = members.filter(
    (member) => member !== name && present.has(member) && !inGroup.includes(member),
  );
  // The group has more members than say so: the silent ones, and those that left the declaration, which stop only at the end. The
  // host that changes is not among them.
  const isLeaving = !members.includes(name) && isInGroup(facts[name]);
  const unseen = Math.max(0, size - inGroup.length - (isLeaving ? 1 : 0));
  const leaving = Math.max(0, unseen - silent.length);
  const others = inGroup.filter((member) => member !== name);
  const synced = others.filter((member) => isSynced(facts[member]));
  return [1, 2].every((first) => {
    const weight = (of: readonly string[]) => of.length + (of.includes(members[0] ?? '') ? first - 1 : 0);
    return 2 * (weight(synced) + leaving) > weight([...others, ...silent.slice(0, unseen)]) + leaving;
  });
}

/** Members that hold what is on the disk of `lost`, as far as they know: the database and the uploads. */
export const survivorsOf = (
  { declaration, facts }: Pick<Known, 'declaration' | 'facts'>,
  lost: string,
): string[] =>
  isClustered(declaration)
    ? declaration.database.members.filter((name) => name !== lost && isSynced(facts[name]))
    : [];
