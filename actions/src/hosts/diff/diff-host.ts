import type { Facts } from '../model/facts.ts';
import { emptyEntry } from '../model/manifest.ts';
import { emptyRole, ROLE_ORDER, type RoleDesired } from '../model/role.ts';
import type { HostChange, RoleChanges } from '../model/steps.ts';
import { differences } from './diff-role.ts';
import { noLongerDeclared } from './no-longer-declared.ts';

/**
 * Compares the desired roles of a host with its facts; pure. Roles without a difference are left out. Roles that the host no longer
 * has come first: they free ports and paths for the others.
 */
export function diffHost(host: string, desired: readonly RoleDesired[], facts: Facts): RoleChanges[] {
  const applied = facts.manifest?.roles ?? {};
  const wanted = new Set(desired.map(({ role }) => role));
  const left = ROLE_ORDER.filter((role) => !wanted.has(role) && applied[role]).map(emptyRole);
  const placed = new Set(desired.flatMap(({ files, links }) => [...files, ...links].map(({ path }) => path)));
  return [...left, ...desired]
    .map((role) => {
      const was = applied[role.role] ?? emptyEntry;
      return roleChanges(
        role,
        inOrder(differences(role, { host, was, facts }), noLongerDeclared(role, { host, was, placed })),
      );
    })
    .filter(({ changes }) => changes.length > 0);
}

/** Items that are no longer declared go with the removals, before the units: validations must see the result. */
function inOrder(differing: readonly HostChange[], noLongerDeclared: readonly HostChange[]): HostChange[] {
  const late = differing.findIndex(({ step }) => step.kind === 'unit' || step.kind === 'command');
  return late < 0
    ? [...differing, ...noLongerDeclared]
    : [...differing.slice(0, late), ...noLongerDeclared, ...differing.slice(late)];
}

function roleChanges(
  { role, handlers, validations }: RoleDesired,
  changes: readonly HostChange[],
): RoleChanges {
  const notified = new Set(changes.flatMap(({ notify }) => notify));
  return {
    role,
    changes,
    handlers: handlers.filter(({ name }) => notified.has(name)),
    validations: changes.some(places) ? validations : [],
  };
}

/** Whether it changes a path that a validation may read. */
function places({ step }: HostChange): boolean {
  if (step.kind === 'forget') return step.item === 'file' || step.item === 'link';
  return step.kind === 'file' || step.kind === 'link' || step.kind === 'absent';
}
