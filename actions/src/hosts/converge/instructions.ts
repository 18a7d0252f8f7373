import { fill, secret, type Template } from '../../lib/template.ts';
import { isUnitFile, startedUnit } from '../diff/unit-files.ts';
import { manifestPatch } from '../model/manifest.ts';
import type { RoleDesired } from '../model/role.ts';
import type { HostChange, RoleChanges, Step } from '../model/steps.ts';
import type { Order, RemoteStep } from './converge-program.ts';
import { remoteStep } from './steps.ts';

type AddressedStep = RemoteStep & { readonly address: string };

export type Lookup = (kind: 'secret' | 'fact', name: string) => string;

/** Fills and orders the changes. Throws what `lookup` throws for a name it does not have. */
export function ordersOf(
  changes: readonly RoleChanges[],
  desired: readonly RoleDesired[],
  lookup: Lookup,
): Order['roles'] {
  const kept = new Set(desired.flatMap(({ files, links }) => [...files, ...links].map(({ path }) => path)));
  const all = (template: Template) => fill(template, lookup);
  const known = (template: Template) =>
    fill(template, (kind, name) => (kind === 'secret' ? secret(name) : lookup(kind, name)));
  const packagesOf = (name: string) => desired.find(({ role }) => role === name)?.packages ?? [];
  const remote = ({ address, step }: HostChange): AddressedStep[] => {
    const filled = remoteStep(step, kept, all);
    return filled ? [{ ...filled, address }] : [];
  };
  return changes.map((role) => ({
    role: role.role,
    addresses: role.changes.map(({ address }) => address),
    ...manifestPatch(role.changes, packagesOf(role.role), { all, known }),
    steps: inOrder(role, remote),
  }));
}

/** The order of `RoleDesired`'s fields. A handler that a command notifies runs after the commands. */
function inOrder(role: RoleChanges, remote: (change: HostChange) => AddressedStep[]): AddressedStep[] {
  const of = (...kinds: Step['kind'][]) => role.changes.filter(({ step }) => kinds.includes(step.kind));
  const placing = of('file', 'link', 'absent', 'forget');
  return [
    ...of('packages', 'directory', 'prepare').flatMap(remote),
    ...placing.flatMap(startedUnit).map((unit) => stop(role, unit)),
    ...placing.flatMap(remote),
    ...role.validations.map(({ name, command }) =>
      extra(role, 'validation', name, { do: 'validate', command }),
    ),
    ...(placing.some(isUnitFile) ? [daemonReload(role)] : []),
    ...of('unit').flatMap(remote),
    ...handlers(role, [...of('prepare', 'unit'), ...placing]),
    ...of('command').flatMap(remote),
    ...handlers(role, of('command')),
  ];
}

function extra({ role, changes }: RoleChanges, kind: string, name: string, step: RemoteStep): AddressedStep {
  return { ...step, address: `${changes[0]?.host}/${role}/${kind}/${name}` };
}

/** `|| true`: one that neither runs nor is enabled is as wanted. */
const stop = (role: RoleChanges, unit: string): AddressedStep =>
  extra(role, 'unit', unit, { do: 'run', command: `systemctl disable --now '${unit}' || true` });

const daemonReload = (role: RoleChanges): AddressedStep =>
  extra(role, 'handler', 'daemon-reload', { do: 'run', command: 'systemctl daemon-reload' });

function handlers(role: RoleChanges, notifiers: readonly HostChange[]): AddressedStep[] {
  const notified = new Set(notifiers.flatMap(({ notify }) => notify));
  return role.handlers
    .filter(({ name }) => notified.has(name))
    .map(({ name, command, restarts }) =>
      extra(role, 'handler', name, {
        do: 'run',
        command,
        ...(restarts === undefined ? {} : { unlessStarted: restarts }),
      }),
    );
}
