import type { HostChange, RoleChanges } from '../../hosts/model/steps.ts';
import type { HostPlan } from '../plan.ts';

/** What a change on a host is about: the host itself, the content it serves, or its certificate. */
export type Subject = 'host' | 'content' | 'certificate';

/** WordPress is fetched to be served with a release. What has to do with certificates is called so, whatever it is. */
const subjectOf = ({ role, address }: HostChange): Subject => {
  if (role === 'content' || address.endsWith('/wordpress/command/core')) return 'content';
  return /certificate/.test(address) ? 'certificate' : 'host';
};

/** As much of the plans as is about the subject, with the handlers that this sets off. */
export const about = (subject: Subject, hosts: readonly HostPlan[]): HostPlan[] =>
  hosts.flatMap((host): HostPlan[] => {
    if (host.kind !== 'converge') return subject === 'host' ? [host] : [];
    const roles = host.roles.flatMap((role) => partOf(role, subject));
    return roles.length > 0 ? [{ ...host, roles }] : [];
  });

function partOf(role: RoleChanges, subject: Subject): RoleChanges[] {
  const changes = role.changes.filter((change) => subjectOf(change) === subject);
  if (changes.length === 0) return [];
  const notified = new Set(changes.flatMap(({ notify }) => notify));
  return [{ ...role, changes, handlers: role.handlers.filter(({ name }) => notified.has(name)) }];
}
