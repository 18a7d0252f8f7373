import type { RoleContext } from '../../model/role.ts';
import { file, type Part, UNITS } from '../parts.ts';
import { textOf } from '../texts.ts';

/** Droplets up to this size get as much swap as they have memory: apt and a busy PHP may then run at the same time. */
const SMALL_MIB = 2048;

export const swapMiB = (mib: number): number => (mib > SMALL_MIB ? 0 : mib);

/**
 * A link enables it; it is no unit of the role. On a machine that cannot have swap, systemd's own condition keeps it from
 * running, and that is not drift.
 */
export function swap({ host, memoryOf }: RoleContext): Part {
  const mib = swapMiB(memoryOf(host.name));
  if (mib === 0) return {};
  const unit = `${UNITS}/swapfile.swap`;
  const notify = [{ name: 'swap on', command: 'systemctl start swapfile.swap' }];
  return {
    files: [
      file(`${UNITS}/flotilla-swapfile.service`, textOf('base/flotilla-swapfile.service', { mib })),
      file(unit, textOf('base/swapfile.swap'), { notify }),
    ],
    links: [{ path: `${UNITS}/swap.target.wants/swapfile.swap`, target: unit, notify }],
  };
}
