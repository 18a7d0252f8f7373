import type { RoleChanges } from '../../hosts/model/steps.ts';
import { waitingRoles } from '../../hosts/roles/generations.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';

/** A role must not change to a password that its server does not accept yet: readers would notice. */
export function withPassword(
  { fleet, declaration: { generation, primary }, journal }: ApplyContext,
  { host, facts }: Member,
  roles: RoleChanges[],
): RoleChanges[] {
  const waiting = waitingRoles({ client: facts, server: fleet.get(primary.name)?.facts }, generation).filter(
    (one) => roles.some(({ role }) => role === one.role),
  );
  journal.failures.push(
    ...waiting.map(
      ({ role, secret }) =>
        `${host.name}: the role ${role} is not changed, because ${primary.name} does not accept the ${secret} of ` +
        `generation ${generation} yet. Repair ${primary.name}, then run apply again.`,
    ),
  );
  return roles.filter(({ role }) => waiting.every((one) => one.role !== role));
}
