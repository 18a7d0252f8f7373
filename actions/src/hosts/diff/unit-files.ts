import type { HostChange, Step } from '../model/steps.ts';

const UNIT_FILES = '/etc/systemd/system/';
const STOPPABLE = /^[^/@]+\.(service|socket|timer|mount|automount|path)$/;

const pathOf = (step: Step): string => {
  if (step.kind === 'file') return step.file.path;
  if (step.kind === 'link') return step.link.path;
  return step.kind === 'absent' ? step.path : step.kind === 'forget' ? step.name : '';
};

/** Whether systemd must read its files again. */
export const isUnitFile = ({ step }: HostChange): boolean => pathOf(step).startsWith(UNIT_FILES);

/** The unit to stop because no role has it any more. Before its file is removed: without the file, systemd cannot disable it. */
export function startedUnit({ step }: HostChange): string[] {
  if (step.kind !== 'forget') return [];
  if (step.item === 'unit') return [step.name];
  if (step.item !== 'file' || !step.name.startsWith(UNIT_FILES)) return [];
  const unit = step.name.slice(UNIT_FILES.length);
  return STOPPABLE.test(unit) ? [unit] : [];
}
