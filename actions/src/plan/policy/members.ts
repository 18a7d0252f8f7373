import {
  type Declaration,
  type HostDeclaration,
  isClustered,
  isMember,
} from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';

interface Known {
  readonly declaration: Declaration;
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Names of the hosts that exist. */
  readonly present: ReadonlySet<string>;
}

/**
 * The member that starts the database without the others, because none of them ever had one: the first. Undefined if one has, or
 * may have: a member that exists and does not answer.
 */
export function founderOf({ declaration, facts, present }: Known): string | undefined {
  const { members } = declaration.database;
  if (!isClustered(declaration)) return undefined;
  const mayHaveData = (name: string) =>
    facts[name] === undefined ? present.has(name) : facts[name].galera?.hasData === true;
  return members.some(mayHaveData) ? undefined : members[0];
}

/** Whether a host must change alone, and be synced before another member changes. */
export const takesTurns = (declaration: Declaration, host: HostDeclaration): boolean =>
  isClustered(declaration) && isMember(declaration, host);
