import { takesPassword, usesOtherPassword } from '../../hosts/model/generations.ts';
import type { RoleChanges } from '../../hosts/model/steps.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';

/** A web host must not change over to a password that the database does not take yet: its readers would notice. */
export function withPassword(
  { fleet, declaration, journal }: ApplyContext,
  { host, facts }: Member,
  roles: RoleChanges[],
): RoleChanges[] {
  const { generation, primary } = declaration;
  const others = roles.filter(({ role }) => role !== 'wordpress');
  const mayChange =
    takesPassword(fleet.get(primary.name)?.facts, generation) || !usesOtherPassword(facts, generation);
  if (mayChange || others.length === roles.length) return roles;
  journal.failures.push(
    `${host.name}: WordPress stays as it is, since ${primary.name} does not take the database password of generation ` +
      `${generation} yet. Mend ${primary.name}, then apply again.`,
  );
  return others;
}
