import type { Handler } from '../hosts/model/role.ts';
import type { HostChange, RoleChanges } from '../hosts/model/steps.ts';
import type { HostPlan } from './plan.ts';

type Interruption = Handler & { readonly interrupts: string };

/** What restarts on a host and is felt by somebody. */
export const interruptionsOf = (host: HostPlan): Interruption[] => rolesOf(host).flatMap(interruptionsIn);

/** The changes that set it off. */
export const interruptingChanges = (host: HostPlan): HostChange[] =>
  rolesOf(host).flatMap((role) => {
    const names = new Set(interruptionsIn(role).map(({ name }) => name));
    return role.changes.filter(({ notify }) => notify.some((name) => names.has(name)));
  });

const rolesOf = (host: HostPlan): readonly RoleChanges[] => (host.kind === 'converge' ? host.roles : []);

const interruptionsIn = ({ handlers }: RoleChanges): Interruption[] =>
  handlers.flatMap((handler) =>
    handler.interrupts === undefined ? [] : [{ ...handler, interrupts: handler.interrupts }],
  );
