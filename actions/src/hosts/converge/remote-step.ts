import type { Template } from '../../lib/template.ts';
import type { DesiredFile, GuardedCommand } from '../model/role.ts';
import type { Step } from '../model/steps.ts';

/** One thing `remote/converge/` does, named as it names it. Filled, so it may hold secrets. */
export type RemoteStep =
  | { readonly do: 'packages'; readonly names: readonly string[] }
  | {
      readonly do: 'directory';
      readonly path: string;
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
    }
  | (Omit<DesiredFile, 'notify'> & { readonly do: 'write' })
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'validate'; readonly command: string }
  /** Not needed once this order has started that unit. */
  | { readonly do: 'run'; readonly command: string; readonly unlessStarted?: string }
  | { readonly do: 'unit'; readonly name: string; readonly enabled: boolean; readonly active: boolean }
  | { readonly do: 'guarded'; readonly check: string; readonly run: string };

/** Nothing for what only the manifest has to forget, and for content, which comes another way. `kept`: paths that another item of the host has taken over. */
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
