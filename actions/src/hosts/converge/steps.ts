import type { Template } from '../../lib/template.ts';
import type { GuardedCommand } from '../model/role.ts';
import type { Step } from '../model/steps.ts';
import type { RemoteStep } from './converge-program.ts';

/** Undefined for an item that only leaves the manifest, and for content, which rsync brings. `kept`: paths that another item now has. */
export function remoteStep(
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
