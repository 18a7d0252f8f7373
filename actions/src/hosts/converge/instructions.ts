import { fill, secret, type Template } from '../../lib/template.ts';
import { isUnitFile, startedUnit } from '../diff/unit-files.ts';
import { manifestPatch } from '../model/manifest.ts';
import type { GuardedCommand, RoleDesired } from '../model/role.ts';
import type { HostChange, RoleChanges, Step } from '../model/steps.ts';
import type { Order, RemoteStep } from './converge-program.ts';

type AddressedStep = RemoteStep & { readonly address: string };

export type Lookup = (kind: 'secret' | 'fact', name: string) => string;

/** Fills and orders the changes. Throws the error of `lookup` for an unknown name. */
export function ordersOf(
  changes: readonly RoleChanges[],
  desired: readonly RoleDesired[],
  lookup: Lookup,
): Order['roles'] {
  const kept = new Set(desired.flatMap(({ files, links }) => [...files, ...links].map(({ path }) => path)));
  const wanted = new Set(desired.flatMap(({ units }) => units.map(({ name }) => name)));
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
    steps: inOrder(role, remote, wanted),
  }));
}

/** The order of `RoleDesired`'s fields. A handler that a command notifies runs after the commands. */
function inOrder(
  role: RoleChanges,
  remote: (change: HostChange) => AddressedStep[],
  wanted: ReadonlySet<string>,
): AddressedStep[] {
  const of = (...kinds: Step['kind'][]) => role.changes.filter(({ step }) => kinds.includes(step.kind));
  const placing = of('file', 'link', 'absent', 'forget');
  const stopped = new Set(placing.flatMap(startedUnit).filter((unit) => !wanted.has(unit)));
  return [
    ...of('packages', 'directory', 'prepare').flatMap(remote),
    ...[...stopped].map((unit) => stop(role, unit)),
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

/** Undefined for an item that only leaves the manifest, and for content, which rsync brings. `kept`: paths that another item now has. */
function remoteStep(
  step: Step,
  kept: ReadonlySet<string>,
  fillAll: (template: Template) => string,
): RemoteStep | undefined {
  switch (step.kind) {
    case 'packages':
      return { do: 'packages', names: step.names };
    case 'directory':
      return { do: 'directory', ...step.directory };
    case 'prepare':
    case 'command':
      return guarded(step.command, fillAll);
    case 'file':
      return { do: 'write', ...step.file, content: fillAll(step.file.content) };
    case 'link':
      return { do: 'link', path: step.link.path, target: step.link.target };
    case 'absent':
      return { do: 'remove', path: step.path };
    case 'unit':
      return { do: 'unit', ...step.unit };
    case 'forget':
      return leavesDisk(step, kept) ? { do: 'remove', path: step.name } : undefined;
    case 'content':
      return undefined;
  }
}

const guarded = ({ check, run }: GuardedCommand, fillAll: (template: Template) => string): RemoteStep => ({
  do: 'guarded',
  check: fillAll(check),
  run: fillAll(run),
});

const leavesDisk = (step: Extract<Step, { kind: 'forget' }>, kept: ReadonlySet<string>): boolean =>
  (step.item === 'file' || step.item === 'link') && !kept.has(step.name);
